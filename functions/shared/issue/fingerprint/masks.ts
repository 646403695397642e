import { isIPv6 } from 'node:net';

/*
 * What tells one failure from another in a message: numbers and names that say what failed are kept; what is random
 * or was measured is masked. The table is read from top to bottom: what an entry keeps, no later one masks, and what
 * it masks, no later one sees. A test walks through the examples.
 *
 * Time must be linear in the length of a message: every repetition has a limit or begins where the one before it
 * cannot.
 */

interface Entry {
  readonly name: string;
  readonly pattern: RegExp;
  /** Messages, and what this entry alone makes of them; a kept message stays as it is. */
  readonly examples: readonly (readonly [message: string, masked: string])[];
}
interface Keep extends Entry {
  /** Digits of a match are kept. */
  readonly kind: 'keep';
}
interface Mask extends Entry {
  readonly kind: 'mask';
  /** Stands in for a match; `$1` is its first group. */
  readonly by: string;
  /** Whether a match is one. @default - each is */
  readonly when: (match: string) => boolean;
}

type Example = readonly [message: string, masked: string];

const keep = (name: string, pattern: RegExp, ...examples: readonly string[]): Keep => ({
  kind: 'keep',
  name,
  pattern,
  examples: examples.map((example) => [example, example]),
});
const mask = (name: string, pattern: RegExp, by: string, ...examples: readonly Example[]): Mask =>
  maskWhen(() => true, name, pattern, by, ...examples);
const maskWhen = (
  when: Mask['when'],
  name: string,
  pattern: RegExp,
  by: string,
  ...examples: readonly Example[]
): Mask => ({ kind: 'mask', name, pattern, by, when, examples });

/** A pattern of parts, for every match. White space between the parts does not count. */
const re = (source: string, flags = 'gi') => new RegExp(source.replace(/\n\s*/g, ''), flags);

/* Parts of patterns. */
const START = '(?<![A-Za-z0-9_])';
const END = '(?![A-Za-z0-9_])';
const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}';
const WEEKDAY = '(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}';
const ZONE = '(?: ?(?:[ap]\\.?m\\b|z\\b|utc\\b|gmt\\b|[a-z]{1,3}[sd]t\\b|cet\\b|[+-]\\d{2}:?\\d{2}\\b)){0,2}';
const CLOCK = `\\d{1,2}[:_.-]\\d{2}[:_.-]\\d{2}(?:[.,:_]\\d{1,9})?${ZONE}`;
const NUMBER = '(?:\\d{1,3}(?: \\d{3}){1,6}(?:[.,]\\d{1,9})?|\\d{1,40}(?:[.,_]\\d{1,40}){0,8})';
const DURATION = `${NUMBER} ?(?:
  milliseconds?|millis|msecs?|ms|microseconds?|[µμu]s|nanoseconds?|ns|seconds?|secs?|s|minutes?|mins?|m|
  hours?|hrs?|h|days?|d|weeks?|w)`;
/** Kubernetes' letters for names that it makes up: no vowels, and none that looks like another. */
const K8S = '[bcdfghjklmnpqrstvwxz2-9]';
/** What can stand before a version. */
const VERSIONED = `(?:
  node(?:\\.?js)?|python|pypy|cpython|go|golang|java|jdk|jre|openjdk|temurin|ruby|jruby|php|perl|rust|rustc|cargo|\\.net|dotnet|net|
  gcc|g\\+\\+|clang|llvm|msvc|cmake|c\\+\\+|swift|kotlin|scala|elixir|otp|erlang|ghc|haskell|ubuntu|debian|alpine|fedora|centos|rhel|ubi|
  rocky|windows|macos|ios|ipados|tvos|watchos|android|api level|api|sdk|ndk|xcode|iphone|ipad|pixel|postgres(?:ql)?|mysql|mariadb|redis|
  mongo(?:db)?|elasticsearch|kafka|kubernetes|k8s|openshift|helm|chrome|chromium|firefox|safari|edge|webkit|npm|yarn|pnpm|
  gradle|maven|agp|kernel|terraform|django|rails|react|angular|vue|spring boot|cuda|numpy|pandas|torch|typescript|
  versions?|release|v|es|level|tls|http|ipv|utf|cvss)`;

/** Between what was expected and what came. */
const BUT =
  '[ ,:;=!]{1,4}(?:(?:to|but|equals?|be|got|was|is|received|actual|expected|found|instead|of)[ ,:=]{1,3}){0,4}';

const changes = (word: string): number => word.match(/\d(?=[a-z])|[a-z](?=\d)/gi)?.length ?? 0;

/** Many changes between digits and letters: made up at random, not named by a person. */
const isRandom = (word: string): boolean =>
  changes(word) >= 3 && changes(word) * (/[a-z][A-Z]/.test(word) ? 5 : 7) >= word.length;

/** A short word in which digits and letters change, but no version or product's name. */
const isMixed = (word: string): boolean =>
  changes(word) >= 2 && !/^v\d|^log4j|^neo4j|x86|^\d+x\d+$|2[a-z]+$/.test(word);

/** A long word in which both cases and digits are mixed, as in Base64. */
const isEncoded = (word: string): boolean =>
  /\d/.test(word) &&
  /[a-z]/.test(word) &&
  /[A-Z]/.test(word) &&
  (word.match(/[a-z][A-Z0-9]|[0-9][A-Za-z]/g)?.length ?? 0) * 6 >= word.length;

/** Words without a vowel that people use in names. */
const WORDS =
  /^(?:\d+|https|xhtml|html5|httpd|http2|mssql|pgsql|dhcpd|nvptx|grpcs|rtmps|(?:jdk|sdk|ndk|sql|db|gcc|tls|ssl|pg|vs|vm|v)\d+)$/;
/** Whether Kubernetes made up the end of a name, which leads with the hyphen. */
const isMadeUp = (end: string): boolean => !WORDS.test(end.slice(1));

/** Whether a match is an IPv6 address (RFC 4291), rather than a name of C++ or a time. */
const isAddress = (match: string): boolean => /\d/.test(match) && isIPv6(match.replace(/[[\]]|[%/].*/g, ''));

export const MASKS: readonly (Keep | Mask)[] = [
  mask(
    'where a job runs',
    /^(?:running (?:with gitlab-runner|on \S{1,200} via)|on \S{1,200} \S{1,100}, system id:|waiting for pod) .{0,300}/gi,
    '<host>',
    ['Running on runner-x via ci-host-1...', '<host>'],
  ),
  mask('query of a URL', /(https?:\/\/[^\s?#<>'"]{1,500})[?#][^\s<>'")]{0,4096}/gi, '$1', [
    'GET https://x.dev/a?sig=Zm9v&t=1 failed',
    'GET https://x.dev/a failed',
  ]),
  mask('query of a path', /\?[\w.%[\]-]{1,60}=[^\s<>'")]{0,4096}/g, '', [
    'GET /v1/jobs?cursor=eyJ failed',
    'GET /v1/jobs failed',
  ]),
  mask('bar of progress', /[=#*.~>-]{5,}>? {0,80}/g, '', ['[#####>    ] failed', '[] failed']),
  mask(
    'e-mail address',
    re(
      `${START}(?!git@)[\\w.+-]{1,64}@[a-z][\\w-]{0,62}(?:\\.[\\w-]{1,63}){0,5}\\.[a-z]{2,24}${END}(?![:/@])`,
    ),
    '<email>',
    ['Cannot mail ana.b@example.com', 'Cannot mail <email>'],
  ),
  mask('UUID', re(`${START}[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}${END}`), '<id>', [
    'job 3F2A9C1E-4b1d-4c7e-9d0a-1b2c3d4e5f60 is lost',
    'job <id> is lost',
  ]),

  maskWhen(
    isAddress,
    'IPv6 address',
    re(`(?<![\\w:.])\\[?(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?:%\\w{1,15})?\\]?(?:/\\d{1,3})?(?!\\w|:\\D)`),
    '<ip>',
    ['dial tcp [fd00:10:244::1a]:5432', 'dial tcp <ip>:5432'],
  ),
  mask(
    'IPv4 address',
    re(
      `(?<![\\w.-])(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:/\\d{1,2})?(?![\\w]|\\.\\d|-)`,
    ),
    '<ip>',
    ['dial tcp 10.0.3.17:5432', 'dial tcp <ip>:5432'],
  ),

  mask(
    'place in a file',
    re(
      `((?:\\.(?:[cm]?[jt]sx?|py|go|rs|rb|php|java|kts?|scala|swift|cs|fs|vb|c|cc|cpp|cxx|hh?|hpp|mm?|exs?|erl|hs|ml|clj|dart|lua|pl|sh|bash|zsh|ps1|ya?ml|json|toml|xml|html?|s?css|less|vue|svelte|tf|hcl|proto|sql|gradle|groovy|cmake|mk|txt|md|feature|bzl|bazel|robot|ini|cfg|conf)|node:[\\w/]{1,60}|makefile|dockerfile|containerfile|jenkinsfile|rakefile|build|<anonymous>))(?::\\d{1,10}(?:[:.-]\\d{1,7}){0,3}|\\(\\d{1,7}(?:, ?\\d{1,7}){0,3}\\)|\\[\\d{1,7}(?:[:,] ?\\d{1,7})?\\])(?!\\d)`,
    ),
    '$1:<line>',
    ['src/cart.ts:12:5 - error', 'src/cart.ts:<line> - error'],
    ['cart.cs(12,5): error', 'cart.cs:<line>: error'],
  ),

  mask('process of Erlang', /#pid<\d{1,9}(?:\.\d{1,9}){2}>/gi, '<id>', [
    '#PID<0.342.0> is down',
    '<id> is down',
  ]),

  // Names that hold numbers which other entries would take for times or sizes.
  mask(
    'machine named for its address',
    re(`${START}ip-\\d{1,3}(?:-\\d{1,3}){3}(?:\\.[\\w-]{1,63}){0,5}`),
    '<host>',
    ['lost runner ip-10-1-2-3.ec2.internal', 'lost runner <host>'],
  ),
  mask(
    'machine of a CI service',
    re(
      `${START}(?:runner-[\\w-]{4,40}-project-\\d{1,12}-concurrent-\\d{1,6}[\\w-]{0,60}|fv-az\\d{1,6}-\\d{1,6}|aks-\\w{1,20}-\\d{4,12}-vmss\\w{6}|gke-[\\w-]{1,80}-[0-9a-f]{8}-[\\w]{4})${END}`,
    ),
    '<host>',
    ['runner-zx9y_k2-project-12-concurrent-0 is gone', '<host> is gone'],
  ),
  mask(
    'compact time',
    re(`(?<![A-Za-z0-9])20\\d{2}(?:0\\d|1[0-2])[0-3]\\d(?:[t_.-]?\\d{4,6})?(?:\\.\\d{1,9})?z?${END}`),
    '<time>',
    ['backup-20261125T101112Z', 'backup-<time>'],
  ),
  mask('number of a run in a name', /(?<=[\w][.-])\d{8,20}(?![\w])/g, '<n>', [
    'api:7.0.0-release.3282603006',
    'api:7.0.0-release.<n>',
  ]),
  keep(
    'tag of an image',
    /(?<=[\w.-]\/[\w.-]{1,100}):(?![0-9a-f]{7,40}(?![\w.-]))v?\d[\w.-]{0,60}(?![\w.-]|:\d)/g,
    'ghcr.io/acme/base:3.18 not found',
  ),
  keep(
    'resource with an index',
    /\b[a-z_][\w-]{0,60}\.[a-z_][\w-]{0,60}\[\d{1,6}\]/g,
    'with aws_subnet.private[0]',
  ),
  keep('subtest of Go', /\bTest\w{1,100}(?:\/[^\s()]{1,100}){1,8}/g, '--- FAIL: TestEvict/size=1000'),
  keep('parameters of a test', /::[\w.]{1,200}\[[^\]\s]{1,200}\]/g, 'FAILED test_cart.py::test_total[3-2]'),
  keep(
    'status of HTTP',
    re(
      `\\b(?:http(?:/\\d(?:\\.\\d)?)?|status(?: ?code)?|response(?: code)?|returned|returns|responded(?: with)?|received|got|answered|replied(?: with)?|failed with|failed(?=:)|error|err!)(?:[ \\w]{0,30}[:=])?[ :="'(\\[]{0,3}[1-5]\\d\\d\\b(?! ?(?:\\w{2,}s\\b|[.,]\\d|%))`,
    ),
    'GET /health returned 404',
    'unexpected status from PUT request: 429',
    'HTTP/1.1 503',
  ),
  keep(
    'status of HTTP in an assertion',
    re(`(?<![\\w.])(?:20[0-4]${BUT}[1-5]\\d\\d|[1-5]\\d\\d${BUT}20[0-4])\\b(?![.,]\\d)`),
    'assert 404 == 200',
  ),
  keep(
    'status of HTTP and its name',
    /(?<![\w.:-])[1-5]\d\d[ :-]{1,3}(?:OK|Created|Accepted|No Content|Moved|Found|Bad|Unauthorized|Payment|Forbidden|Not (?=[A-Z])|Method Not|Conflict|Gone|Precondition|Payload|Request|Unprocessable|Too Many|Internal Server|Service|Gateway|Client Error|Server Error)\b/g,
    'npm ERR! 404 Not Found',
  ),
  keep(
    'cell of a matrix',
    re(
      `(?<=\\w )\\((?=[^()]{0,80}[a-z])(?:[\\w.+@/-]{1,40}, ?){1,6}[\\w.+@/-]{1,40}\\)|(?<=\\w )\\(\\d{1,2}(?:\\.(?:\\d{1,2}|x)){1,2}\\)`,
    ),
    'test (18, ubuntu-latest) failed',
  ),
  keep(
    'version with a name',
    re(
      `${START}${VERSIONED}[ /@:=_-]{0,2}v?\\d{1,9}(?:\\.\\d{1,9}|\\.x){0,4}(?:-?(?:alpha|beta|rc|m)\\.?\\d{1,4})?(?![.\\w]?\\w)`,
    ),
    'Build failed on node 22',
    'python 3.13 is too new',
    'API v2 contract test',
  ),
  keep(
    'version of a package',
    /(?<=[\w\])]|[\w\])] (?=[<>~^]))(?:@|==|>=|<=|~>|~=|\^) {0,1}(?<!== )v?\d{1,9}(?:\.\d{1,9}){0,4}(?!\w|\.\d)/g,
    'left-pad@1.3 is gone',
    'needs urllib3>=2',
  ),
  keep(
    'dated identifier',
    re(
      `${START}(?:cve|ghsa|rhsa|rhba|rhea|usn|dsa|dla|rustsec|pysec|osv|go|snyk|cwe|elsa|alas|mal)-[\\w:-]{1,40}`,
    ),
    'CVE-2024-21626 in runc',
    'RUSTSEC-2024-0003',
  ),

  // Times and durations.
  mask(
    'ISO 8601 time',
    re(`${START}(?:19|20)\\d{2}([-/._])\\d{1,2}\\1\\d{1,2}(?:[t_ -]{1,2}${CLOCK})?(?!\\.?\\d)`),
    '<time>',
    ['2026-11-25T10:11:12.123Z it failed', '<time> it failed'],
    ['until 2026/11/25', 'until <time>'],
  ),
  mask(
    'time of RFC 1123, date(1)',
    re(
      `(?:${START}${WEEKDAY},? )?${START}(?:${MONTH} {1,2}\\d{1,2}|\\d{1,2}[ /-]${MONTH})(?:,?[ /-]\\d{4})?(?:(?:,? at |,? |:)${CLOCK}(?: \\d{4}\\b)?|(?<=\\d{4}))`,
    ),
    '<time>',
    ['Tue Nov 25 10:11:12 UTC 2026 it failed', '<time> it failed'],
    ['Tue, 25 Nov 2026 10:11:12 GMT', '<time>'],
    ['25/Nov/2026:10:11:12 +0000', '<time>'],
  ),
  mask(
    'date in figures',
    re(`${START}\\d{1,2}([/.])\\d{1,2}\\1(?:19|20)\\d{2}(?:,? ${CLOCK})?${END}`),
    '<time>',
    ['11/25/2026 10:11:12 AM', '<time>'],
    ['on 25.11.2026', 'on <time>'],
  ),
  mask(
    'date in words',
    /(?<![\p{L}\p{N}_])\d{1,2}\.? (?:de )?\p{L}{3,10}\.?,?(?: de)? (?:19|20)\d{2}(?![\p{L}\p{N}_])/gu,
    '<time>',
    ['am 25. November 2026', 'am <time>'],
  ),
  mask('severity and time of klog', re(`${START}([iwef])\\d{4} ${CLOCK}`), '$1 <time>', [
    'E1125 10:11:12.123456 it failed',
    'E <time> it failed',
  ]),
  mask(
    'time of day',
    re(
      `(?<![\\w:./-])[0-2]?\\d:[0-5]\\d(?::[0-5]\\d(?:[.,:]\\d{1,9})?${ZONE}|${ZONE})(?![:.]?\\w)|(?<=\\[)\\d{1,3}:\\d{2}(?=\\])`,
    ),
    '<time>',
    ['[00:12] at 10:11:12,123 and 3:04 PM', '[<time>] at <time> and <time>'],
  ),
  mask(
    'ISO 8601 duration',
    re(`${START}P(?=T?\\d)(?:\\d{1,9}[YMWD]){0,4}(?:T(?:\\d{1,9}(?:\\.\\d{1,9})?[HMS]){1,3})?${END}`, 'g'),
    '<duration>',
    ['timed out after PT1H30M', 'timed out after <duration>'],
  ),
  mask(
    'duration',
    re(`(?<![\\w.-]|[a-z]-)(?:${DURATION}(?:\\b|(?=\\d))(?:(?: and |,? )(?=\\d))?){1,8}(?!\\w|\\.\\d)`),
    '<duration>',
    ['after 1h 5m', 'after <duration>'],
    ['(0.03s)', '(<duration>)'],
    ['in 1,234.5 ms', 'in <duration>'],
  ),

  mask(
    'how often it was tried',
    / ?[([](?:re)?(?:tried|try|tries|attempt(?:ed|s)?)[ :#]{1,2}\d{1,9}(?:(?: ?\/ ?| of )\d{1,9}| times?)?[)\]]/gi,
    '',
    ['failed to apply (retried 5 times).', 'failed to apply.'],
  ),

  // What people know by its number.
  keep(
    'exit code',
    re(
      `\\b(?:exit(?:ed|s|ing)?(?:[ _-]?(?:code|status|value))?|(?:return|error|result)[ _-]?code|code|rc|errorlevel|sqlcode|(?:failed|died|finished|ended|terminated|completed|with|returned|exit) (?:with )?status|(?:failed|died|finished|ended|terminated) with)(?: (?:with|was|is|of|code|status)){0,3}[ :='"(]{0,3}-?\\d{1,10}\\b(?! ?[a-z]{3,}s\\b)|\\breturned -?\\d{1,3}(?= exit status|$)`,
    ),
    'Process completed with exit code 137.',
    'exited (143)',
    'rc=2',
  ),
  keep('code of curl', /\bcurl:? \(?\d{1,3}\b/gi, 'curl: (22) The URL answered'),
  keep('status of gRPC', /\bgrpc[ -]?(?:status|code)[ :=]{1,3}\d{1,2}\b/gi, 'grpc-status: 14'),
  keep(
    'code of Windows',
    /\b(?:hresult|error|exception|status|code|ntstatus)(?: code)?[ :=(]{0,3}0x[0-9a-f]{8}\b/gi,
    'HRESULT: 0x80070005',
  ),
  keep('signal', re(`\\bsignal[ :=(]{0,3}\\d{1,2}\\b`), 'killed by signal 9'),
  keep(
    'number of an error',
    re(
      `\\b(?:err(?:no|or)?|warning|rule|sqlstate|msg|state|fault|abend|mysql|oserror|winerror|hresult|os error|errcode|reason code)(?: ?(?:code|no|number|id))?[ :=#(\\[]{0,3}-?\\d{1,12}\\b(?! ?(?:[a-z]{3,}s\\b|of\\b|/|[.,]\\d|%|<))`,
    ),
    'make: *** [test] Error 124',
    '[Errno 13] Permission denied',
    'SQLSTATE[23505]',
  ),
  keep('shard', /\bshard[ :#]{1,2}\d{1,4}(?: ?(?:\/|of) ?\d{1,4})?\b/gi, 'shard 3 of 5 failed'),
  keep(
    'part that a person has numbered',
    re(
      `\\b(?:scenario|use case|case|phase|stage|tier|zone|shard|suite|control|requirement|check|chapter|rule|project|module|environment|env|region|cluster|node ?group)[ #:]{1,2}\\d{1,5}\\b(?! ?(?:/|of\\b|[a-z]{3,}s\\b))`,
    ),
    'stage 2 failed',
  ),

  // Places: the machine and its addresses.
  mask('ephemeral port', /(?<=[\w>\].])(:)(?:3[2-9]\d{3}|[4-6]\d{4})\b(?![.:]\d)/g, '$1<port>', [
    'http://localhost:41827/',
    'http://localhost:<port>/',
  ]),
  keep(
    'port',
    /(?<=[\w>\].:-]|tcp ):\d{2,5}\b(?![.:]\d)|\bport[ :=]{1,2}[12]?\d{1,4}\b/gi,
    'dial tcp redis:6379',
    'port 443',
  ),
  mask(
    'temporary path',
    re(
      `((?:^|[\\s"'=(:,])(?:/private)?(?:/tmp|/var/tmp|/var/folders/\\w{1,4}/\\w{1,60}/[TC]|/dev/shm|[^\\s"':,()]{0,200}/_?temp)|[a-z]:\\\\(?:[\\w .~-]{1,60}\\\\){1,8}temp)([/\\\\])[^\\s/\\\\:,;)]{1,255}(?:/pytest-\\d{1,6})?`,
    ),
    '$1$2<temporary>',
    ['/tmp/tmp.Xa8kQz2LmP/out: denied', '/tmp/<temporary>/out: denied'],
  ),
  mask(
    'workspace of GitHub',
    re(
      `(?:/home/runner/work|/Users/runner/work|/__w|/runner/_work|[cd]:\\\\a)([/\\\\])[\\w.-]{1,100}[/\\\\][\\w.-]{1,100}(?=[/\\\\])|/github/workspace(?![\\w.-])`,
    ),
    '<workspace>',
    ['/home/runner/work/shop/shop/src/a.ts', '<workspace>/src/a.ts'],
  ),
  mask(
    'workspace of GitLab',
    /\/builds\/(?:[\w-]{1,30}\/\d{1,4}\/)?[\w.-]{1,80}\/[\w.-]{1,80}/g,
    '<workspace>',
    ['/builds/xy12kk9_/0/acme/cli/main.c', '<workspace>/main.c'],
  ),
  mask(
    'workspace of Jenkins',
    /\/(?:home|var\/lib|var|opt)\/jenkins(?:_home)?(?:\/agent)?\/workspace\/[^\s:,/]{1,200}/g,
    '<workspace>',
    ['/home/jenkins/agent/workspace/shop@2/src/a.c', '<workspace>/src/a.c'],
  ),
  mask(
    'workspace of other CI services',
    re(
      `/(?:codebuild/output/src\\w{1,20}/src|workspace/source|home/vsts/work/\\d{1,3}/s|agent/_work/\\d{1,3}/s|home/circleci/project|opt/atlassian/pipelines/agent/build|var/lib/buildkite-agent/builds/[\\w.-]{1,80}/[\\w.-]{1,80}/[\\w.-]{1,80})(?![\\w.-])`,
    ),
    '<workspace>',
    ['/workspace/source/go.mod', '<workspace>/go.mod'],
  ),
  mask(
    'output of Bazel',
    /(?<![\w./-])\/[\w./-]{1,200}?\/_bazel_[\w.-]{1,40}\/[0-9a-f]{32}(?=\/)/g,
    '<workspace>',
    ['/root/.cache/bazel/_bazel_root/0123456789abcdef0123456789abcdef/external', '<workspace>/external'],
  ),

  // Identifiers that nobody chose.
  mask(
    'digest',
    re(
      `${START}(?:sha(?:1|224|256|384|512)|md5|h1)[:-](?:[a-z0-9+/_-]{16,200}|[a-z0-9+/]{4,200}={1,2})={0,2}`,
    ),
    '<id>',
    ['sha256:0f343b0931126a20f133d67c2b018a3b0f343b09', '<id>'],
    ['integrity sha512-Zk9xY1+aB/cD== mismatch', 'integrity <id> mismatch'],
  ),
  mask(
    'token',
    re(
      `(?<![\\w-])(?:eyJ[\\w-]{8,4000}(?:\\.[\\w-]{2,8000}){1,2}|(?:gh[pousr]|github_pat|glpat|xox[abpr]|npm|pypi|kite|sk|AKIA|ASIA)[_-]?[A-Za-z0-9_-]{16,255})`,
      'g',
    ),
    '<id>',
    ['bad credentials ghp_0123456789abcdefghij', 'bad credentials <id>'],
  ),
  mask('address in memory', re(`(?:${START}|\\+)0x[0-9a-f]{1,64}${END}`), '<id>', [
    'SIGSEGV at 0x7ffd5e',
    'SIGSEGV at <id>',
  ]),
  mask('object of Java, lambda', /(?<=[\w$\]])(@[0-9a-f]{4,8}\b|\$\$Lambda[\w$/]{0,60})/g, '<id>', [
    'com.acme.Cart@6d06d69 is null',
    'com.acme.Cart<id> is null',
  ]),
  mask(
    'resource of AWS',
    re(
      `${START}((?:i|vol|eni|sg|subnet|vpc|ami|snap|rtb|igw|nat|eipalloc|lt|acl|vpce|tgw|fs|lsn))-[0-9a-f]{8}(?:[0-9a-f]{9})?${END}`,
    ),
    '$1-<id>',
    ['i-0abc12345678def90 is impaired', 'i-<id> is impaired'],
  ),
  mask(
    'ULID, KSUID',
    re(
      `${START}(?:[0-7](?=[0-9A-Z]{0,24}\\d)[0-9A-HJKMNP-TV-Z]{25}|(?=[A-Za-z]{0,26}\\d)(?=[^a-z]{0,26}[a-z])[0-9A-Za-z]{27})${END}`,
      'g',
    ),
    '<id>',
    ['trace 01HZX3M8Q4YJ2R7T5V9W1K6N0P', 'trace <id>'],
  ),
  mask(
    'id with a label',
    re(
      `\\b((?:request|trace|span|correlation|session|host|transaction|operation|invocation|execution|event|run|build|job|task|container|pod|instance|message|error|activity|ray|deployment|client|system|connection|with)[ _-]?id\\b(?:[:=] ?| (?=[^\\s,;)]{0,60}\\d)))[^\\s,;)\\]}]{1,255}`,
    ),
    '$1<id>',
    ['AccessDenied (RequestId: 4S8ZKXQ2, host id: a/b+c=)', 'AccessDenied (RequestId: <id>, host id: <id>)'],
  ),
  mask(
    'secret or cursor with a name',
    /((?:token|cursor|signature|nonce|session|etag|secret)=)[^\s"',;)\]}&]{3,2048}/gi,
    '$1<id>',
    ['token=64_xy1ab is bad', 'token=<id> is bad'],
  ),
  maskWhen(
    (match) => isMadeUp(match.split('-').slice(0, 2).join('-')) || isMadeUp(match),
    'pod of a Deployment',
    re(`(?<=[a-z0-9])-(?=[a-z]{0,9}\\d)${K8S}{6,10}-${K8S}{5}(?![A-Za-z0-9])`, 'g'),
    '-<id>',
    ['pod shop-7d9f8b6c5-x2k4p', 'pod shop-<id>'],
  ),
  maskWhen(
    isMadeUp,
    'name that Kubernetes made up',
    re(`(?<=[a-z0-9])-(?:${K8S}{5}|(?=[a-z]{1,9}\\d|\\d{1,9}[a-z])${K8S}{8,10})(?![A-Za-z0-9])`, 'g'),
    '-<id>',
    ['TaskRun shop-on-push-l8zqm-build-container', 'TaskRun shop-on-push-<id>-build-container'],
    ['shop-https-proxy', 'shop-https-proxy'],
  ),
  maskWhen(
    isMixed,
    'machine with a made-up end',
    /(?<=[a-z]-)[a-z0-9]{5,10}(?![A-Za-z0-9_-])/g,
    '<id>',
    ['ecs-agent-w01bt was deleted', 'ecs-agent-<id> was deleted'],
    ['crd-v1beta1', 'crd-v1beta1'],
  ),
  mask(
    'hash',
    re(
      `(?<![A-Za-z0-9_])(?:(?=[a-f]{0,64}\\d)(?=\\d{0,64}[a-f])[0-9a-f]{7,128}|[a-f]{7,8}|[a-f]{40}|(?<=\\b(?:commit|revision|rev|checkout|sha|head is now at) )\\d{7,40})${END}`,
    ),
    '<id>',
    ['cannot checkout 1a2b3c4', 'cannot checkout <id>'],
    ['cannot checkout deadbee', 'cannot checkout <id>'],
  ),
  maskWhen(
    isRandom,
    'random name',
    re(`(?<![A-Za-z0-9])(?=[A-Za-z]{0,15}\\d)[A-Za-z0-9]{8,128}(?![A-Za-z0-9])`, 'g'),
    '<id>',
    ['request 4S8ZKXQ2VN0B3T7H', 'request <id>'],
    ['TestOAuth2Callback3', 'TestOAuth2Callback3'],
  ),
  maskWhen(isEncoded, 'Base64', /(?<![\w+/=.-])[A-Za-z0-9+/_-]{20,4096}={0,2}(?![\w+/=])/g, '<id>', [
    'secret dGhpcyBpcyBub3QgYSBzZWNyZXQ1Mg==',
    'secret <id>',
  ]),
  mask('class that a bundler made up', /\b(css|sc|jss|emotion|styled)-[a-zA-Z0-9]{5,10}\b/g, '$1-<id>', [
    '<button class=css-oothid>',
    '<button class=css-<id>>',
  ]),
  mask('how often it was seen', /\bx\d{1,9}(?= over |\))/g, '<n>', [
    '5m (x4 over 20m)',
    '<duration> (<n> over <duration>)',
  ]),
  mask(
    'worker, thread, build',
    re(
      `\\b(pool-\\d{1,6}-thread|thread|gw|fork(?:ed)?(?: ?jvm)?|forkpoolworker|spawnpoolworker|goroutine|worker|executor|agent|runner|build|run|job|attempt|retry|try|pid|process|github actions)([ _#:=-]{0,2}t?)\\d{1,20}\\b(?![.]\\d|-[a-z])`,
    ),
    '$1$2<n>',
    ['pool-1-thread-12 died in build #31', 'pool-1-thread-<n> died in build #<n>'],
  ),

  // What was counted.
  mask(
    'size',
    re(`(?<![\\w.]|[a-z]-)${NUMBER} ?(?:[kmgtp]i?b?(?:ytes?)?|bytes?|b)(?:/s(?:ec)?|ps)?${END}`),
    '<size>',
    ['too large: 512KiB', 'too large: <size>'],
    ['1.5 MB of 20 GB', '<size> of <size>'],
  ),
  keep(
    'version',
    /(?<![\w.-])v?\d{1,9}\.\d{1,9}\.\d{1,9}(?:[.-][\w.-]{1,60})?(?![\w])/gi,
    'psycopg2 2.9.9 is too old',
  ),
  mask(
    'number',
    re(`(?<![a-z0-9_]|[a-z0-9_)\\]]-|[a-z0-9_][.])[-+]?${NUMBER}(?:e[+-]?\\d{1,4})?(?![\\w]|-[a-z])(?: ?%)?`),
    '<n>',
    ['3 of 1,024 failed, 12.5 %', '<n> of <n> failed, <n>'],
    ['TestCheckout2 in eu-west-1', 'TestCheckout2 in eu-west-1'],
    ['job test-3.11 failed', 'job test-3.11 failed'],
  ),
  mask('plural in -ies', /(?<=<n> )([a-z]{1,40})ies\b/gi, '$1y', [
    '<n> vulnerabilities',
    '<n> vulnerability',
  ]),
  mask('plural', /(?<=<n> )([a-z]{2,40}?[^isu])(?:s\b|\(s\))(?!=)/gi, '$1', ['<n> errors', '<n> error']),
];
