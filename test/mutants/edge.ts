import type { Mutant } from './mutant.ts';

const HTTP = 'functions/shared/http';
const parts = (name: string) => ({ file: 'test/http/parts.test.ts', name });
const stack = (name: string) => ({ file: 'test/lib/stack.test.ts', name });
const pages = (name: string) => ({ file: 'test/e2e/pages.test.ts', name });
const withoutSlash = (name: string) => ({ file: 'test/http/without-slash.test.ts', name });
const slash = (name: string) => ({ file: 'test/e2e/trailing-slash.test.ts', name });

/** What is promised of requests before it matters who sends them. */
export const edge: readonly Mutant[] = [
  {
    id: 'B01',
    guarantee: 'JSON is read whatever its content type says.',
    file: `${HTTP}/body.ts`,
    changes: [
      [
        'const bytes = bodyBytes(event);',
        "const bytes = bodyBytes(event);\n  if (!/json/.test(event.headers['content-type'] ?? 'json')) throw new HttpError(415, '');",
      ],
    ],
    test: parts('validate reads JSON whatever it is called'),
  },
  {
    id: 'B02',
    guarantee: 'A body that is compressed is answered with 415, also where no header says so.',
    file: `${HTTP}/body.ts`,
    changes: [[' || bytes.subarray(0, GZIP.length).equals(GZIP)', '']],
    test: parts('validate refuses a body that is compressed'),
  },
  {
    id: 'B03',
    guarantee: 'A write of a foreign origin is refused.',
    file: `${HTTP}/pages.ts`,
    changes: [['isForeign || ', '']],
    test: parts('refusePages refuses writes by another site'),
  },
  {
    id: 'B04',
    guarantee: 'A write of which a browser says that it crosses sites is refused.',
    file: `${HTTP}/pages.ts`,
    changes: [[' || FOREIGN_SITES.includes(site)', '']],
    test: parts('refusePages refuses writes by another subdomain, as only the browser says'),
  },
  {
    id: 'B05',
    guarantee: 'Pages of the origins that a deployment lists may write.',
    file: 'lib/kite-stack.ts',
    changes: [["['CORS_ORIGINS'];", '[];']],
    test: stack('the API tells functions that change something whose pages may'),
  },
  {
    id: 'B06',
    guarantee: "No page makes up AWS's events on a local server.",
    file: 'local/gateway.ts',
    changes: [['isForeignWrite(event, [])', 'false']],
    test: pages("AWS's events"),
  },
  {
    id: 'B07',
    guarantee: 'Without --auth, a local server answers to loopback names only.',
    file: 'local/serve.ts',
    changes: [['!auth && !isLoopback(hostnameOf(request))', 'false']],
    test: pages('the server without credentials refuses "evil.example"'),
  },
  {
    id: 'B08',
    guarantee: 'Requests on behalf of somebody else are refused.',
    file: `${HTTP}/endpoint.ts`,
    changes: [["if (access !== 'anyone') chain.use(refuseImpersonation());", '']],
    test: pages('whoever asks on behalf of somebody else'),
  },
  {
    id: 'B09',
    guarantee:
      'A path with a slash at its end leads to its function, also where a gateway wants a route for it.',
    file: 'lib/endpoints.ts',
    changes: [["route === '$default'", "route !== ''"]],
    test: slash('a slash that is proxy GET /api/v1/issues'),
  },
  {
    id: 'B10',
    guarantee: 'What is below a path is another path.',
    file: `${HTTP}/paths.ts`,
    changes: [["if (!pathParameters?.proxy && !rawPath.endsWith('//')) return;", 'return;']],
    test: parts('exactPath refuses what is below the path'),
  },
  {
    id: 'B11',
    guarantee: 'A gateway that loses what the authorizer says lets nobody in.',
    file: 'functions/shared/access/caller.ts',
    changes: [["throw new HttpError(401, 'No credential was presented');", "return unrestricted('nobody');"]],
    test: slash('a slash that is unauthorized GET /api/v1/issues'),
  },
  {
    id: 'B12',
    guarantee: "Basic's password is the credential, and its user only without one.",
    file: 'functions/shared/access/credential.ts',
    changes: [['password || user', 'user || password']],
    test: { file: 'test/access/credential.test.ts', name: "the credential is Basic's password" },
  },
  {
    id: 'B13',
    guarantee: 'A report is heard also where a gateway loses its verdict for the slash at the end.',
    file: `${HTTP}/endpoint.ts`,
    changes: [
      ["if (namespaces || access === 'authenticated') chain.use(withoutSlash(TIMEOUT_MARGIN_MS));", ''],
    ],
    test: slash('a slash that is unauthorized what the UI and the clients do'),
  },
  {
    id: 'B14',
    guarantee: 'A list is served also where a gateway takes it for an issue without an id.',
    file: `${HTTP}/without-slash.ts`,
    changes: [['callerIn(event) !== undefined && !lacksParameter(event)', 'callerIn(event) !== undefined']],
    test: slash('a slash that is parameter what the UI and the clients do'),
  },
  {
    id: 'B15',
    guarantee: 'Nothing is sent again for whoever has no credential.',
    file: `${HTTP}/without-slash.ts`,
    changes: [[' || !event.headers.authorization', '']],
    test: withoutSlash('a request without a credential'),
  },
  {
    id: 'B16',
    guarantee: 'A request that is sent again has no slash at its end: it cannot come back.',
    file: `${HTTP}/without-slash.ts`,
    changes: [
      ['url.pathname = encodeURI(rawPath);', ''],
      [
        "url.pathname = url.pathname.replace(/\\/+$/, '');",
        "url.pathname = encodeURI(rawPath.replace(/\\/+$/, ''));",
      ],
    ],
    test: withoutSlash('what it sends has no slash at its end'),
  },
  {
    id: 'B17',
    guarantee: 'A redirect gets no credential.',
    file: `${HTTP}/without-slash.ts`,
    changes: [["redirect: 'error'", "redirect: 'follow'"]],
    test: withoutSlash('where it is sent elsewhere'),
  },
  {
    id: 'B18',
    guarantee: 'No client says where a local function sends its request again.',
    file: 'local/gateway.ts',
    changes: [['domainName: ownHost(request.socket)', 'domainName: request.host']],
    test: { file: 'test/local/gateway.test.ts', name: 'where it is asked and how' },
  },
  {
    id: 'B19',
    guarantee: 'A path with two slashes at its end is another path.',
    file: `${HTTP}/paths.ts`,
    changes: [[" && !rawPath.endsWith('//')", '']],
    test: slash('a slash that is unauthorized GET /issues// is another path'),
  },
];
