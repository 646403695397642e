import { type Field, type Fields, filesOf, PLACEHOLDER, type Request } from './request.ts';

/** A file to write, not formatted yet. */
export interface SourceFile {
  /** Relative to the project's folder. */
  readonly path: string;
  readonly text: string;
}

/** Any text as a string literal. */
const literal = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
/** Any text as a fixed part of a template literal. */
const fixed = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replace(/`|\$(?=\{)/g, '\\$&');

/** Turns `failedStep` into `failed step`, `smoke-test` into `smoke test`. */
const words = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[-_]+/g, ' ')
    .trim()
    .toLowerCase();
/** The same, capitalized. */
export const sentence = (name: string): string => {
  const text = words(name);
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** A field as an expression for a string. */
const asText = (name: string, { kind }: Field): string => (kind === 'string[]' ? `${name}.join(', ')` : name);

const SOUNDS_LIKE_A_REASON = /reason|error|message|cause|fail|vulnerab|problem|fault/i;

/** The field that distinguishes failures, if any. */
function reasonOf({ reason, failure, resourceName }: Request): string | undefined {
  if (reason !== undefined) return reason;
  return Object.keys(failure).find((name) => {
    const field = failure[name];
    const isText = field !== undefined && !field.isOptional && ['string', 'string[]'].includes(field.kind);
    return isText && name !== resourceName && SOUNDS_LIKE_A_REASON.test(name);
  });
}

/** Ids of what runs once. Not those of jobs or projects, which fail more than once. */
const SOUNDS_LIKE_A_RUN = /(?:run|build|deployment|scan|execution)_?id$/i;

/** The field that identifies the run, if any. */
const runOf = ({ failure, resourceName }: Request, reason: string | undefined): string | undefined =>
  Object.keys(failure).find(
    (name) =>
      failure[name]?.kind === 'string' &&
      name !== resourceName &&
      name !== reason &&
      SOUNDS_LIKE_A_RUN.test(name),
  );

/** The zod schema of a body, and the names that it imports. */
function bodySource(fields: Fields, resourceName: string, reason: string | undefined) {
  const used = new Set(['namespaceSchema']);
  const use = (name: string) => {
    used.add(name);
    return name;
  };
  const schemaOf = (name: string, { kind }: Field): string => {
    if (name === resourceName) return use('resourceNameSchema');
    if (kind === 'url') return use('httpUrlSchema');
    if (kind === 'number') return 'z.number()';
    if (kind === 'string[]')
      return `z.array(${use('text')}(1_000)).check(z.maxLength(1_000, 'must be at most 1,000 entries'))`;
    return name === reason ? use('reasonSchema') : `${use('text')}(1_000)`;
  };
  const entries = Object.entries(fields).map(([name, field]) => {
    const schema = field.isOptional ? `${use('optional')}(${schemaOf(name, field)})` : schemaOf(name, field);
    return `${name}: ${schema}`;
  });
  // The resource first, then its namespace, as in docs/webhooks.md.
  const [first, ...others] = entries;
  return { used, text: `z.object({ ${[first, 'namespace: namespaceSchema', ...others].join(', ')} })` };
}

const importsOf = (used: ReadonlySet<string>, own: string): string => {
  const from = (file: string, names: readonly string[]) => {
    const wanted = names.filter((name) => used.has(name));
    return wanted.length > 0 ? `import { ${wanted.join(', ')} } from '../shared/${file}.ts';\n` : '';
  };
  return `import * as z from 'zod/mini';
import { ${own} } from '../shared/intake/webhook.ts';
${from('issue/issue', ['reasonSchema'])}${from('issue/scope', ['namespaceSchema', 'resourceNameSchema'])}${from('issue/text', ['httpUrlSchema', 'optional', 'text'])}`;
};

/** Moves the resource's name to the front, where readers look for it. */
const ordered = (fields: Fields, resourceName: string): Fields => {
  const { [resourceName]: resource, ...others } = fields;
  return resource === undefined ? fields : { [resourceName]: resource, ...others };
};

const scopeSource = ({ resourceName, resourceType }: Request): string =>
  `({ ${resourceName} }) => ({ resourceType: ${literal(resourceType)}, ${resourceName === 'resourceName' ? 'resourceName' : `resourceName: ${resourceName}`} })`;

/** The title as a template literal, and the fields in it. */
function titleSource({ title, failure }: Request): { text: string; fields: string[] } {
  const fields: string[] = [];
  let text = '';
  let end = 0;
  for (const match of title.matchAll(PLACEHOLDER)) {
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    fields.push(name);
    const field = failure[name];
    text += `${fixed(title.slice(end, match.index))}\${${field ? asText(name, field) : name}}`;
    end = match.index + match[0].length;
  }
  return fields.length === 0
    ? { text: literal(title), fields }
    : { text: `\`${text}${fixed(title.slice(end))}\``, fields };
}

function descriptionSource(request: Request, reason: string | undefined): { text: string; fields: string[] } {
  const { name, failure, resourceName } = request;
  const reasonField = reason === undefined ? undefined : failure[reason];
  const first = `\`The ${fixed(words(name))} of \${${resourceName}} failed${
    reason === undefined || reasonField === undefined
      ? ''
      : ` with reason: \${${asText(reason, reasonField)}}`
  }\``;
  const others = Object.entries(failure).filter(
    ([field, { kind }]) => field !== resourceName && field !== reason && kind !== 'url',
  );
  const fields = [resourceName, ...(reason === undefined ? [] : [reason]), ...others.map(([field]) => field)];
  if (others.length === 0) return { text: first, fields };
  const lines = others.map(([field, definition]) => {
    const line = `\`${fixed(sentence(field))}: \${${asText(field, definition)}}\``;
    return definition.isOptional ? `${field} !== undefined && ${line}` : line;
  });
  const all = `[${[first, ...lines].join(', ')}]`;
  const hasOptional = others.some(([, { isOptional }]) => isOptional);
  return { text: `${all}${hasOptional ? '.filter(Boolean)' : ''}.join('\\n')`, fields };
}

function linksSource(failure: Fields): { text: string; fields: string[] } {
  const urls = Object.entries(failure).filter(([, { kind }]) => kind === 'url');
  const links = urls.map(([field, { isOptional }]) => {
    const link = `{ title: ${literal(sentence(field.replace(/_?url$/i, '') || 'Link'))}, ${field === 'url' ? 'url' : `url: ${field}`} }`;
    if (!isOptional) return link;
    return urls.length === 1 ? `${field} ? [${link}] : []` : `...(${field} ? [${link}] : [])`;
  });
  const isChoice = urls.length === 1 && urls[0]?.[1].isOptional === true;
  return { text: isChoice ? links.join() : `[${links.join(', ')}]`, fields: urls.map(([field]) => field) };
}

const parameters = (names: readonly string[]): string =>
  names.length === 0 ? '()' : `({ ${[...new Set(names)].join(', ')} })`;

function failureSource(request: Request): string {
  const { name, failure, resourceName, issueType, severity } = request;
  const reason = reasonOf(request);
  const run = runOf(request, reason);
  const body = bodySource(ordered(failure, resourceName), resourceName, reason);
  const [title, description, links] = [
    titleSource(request),
    descriptionSource(request, reason),
    linksSource(failure),
  ];
  const dedup =
    reason === undefined
      ? `${parameters(title.fields)} => ${title.text}`
      : `({ ${reason} }) => ${failure[reason] ? asText(reason, failure[reason]) : reason}`;
  return `${importsOf(body.used, 'defineFailure')}
/** ${sentence(name)}: it failed; ${name}-success is its counterpart. */
export const handler = defineFailure({
  body: ${body.text},
  scope: ${scopeSource(request)},
  issue: ${parameters([...title.fields, ...description.fields, ...links.fields])} => ({
    issueType: ${literal(issueType)},
    severity: ${literal(severity)},
    title: ${title.text},
    description: ${description.text},
    links: ${links.text},
  }),
  dedupKey: ${dedup},
${run === undefined ? '' : `  run: ${literal(run)},\n`}});
`;
}

const nounOf = ({ noun, resourceType }: Request): string => noun ?? resourceType;

function successSource(request: Request): string {
  const { name, success, resourceName } = request;
  const body = bodySource(ordered(success, resourceName), resourceName, undefined);
  return `${importsOf(body.used, 'defineSuccess')}
/** ${sentence(name)}: it works again; resolves what ${name}-failure reported. */
export const handler = defineSuccess({
  body: ${body.text},
  scope: ${scopeSource(request)},
  noun: ${literal(nounOf(request))},
});
`;
}

/** An example value of a field, as source. */
function exampleSource(name: string, { kind }: Field): string {
  switch (kind) {
    case 'url':
      return `'https://ci.example/${name}'`;
    case 'number':
      return '7';
    case 'string[]':
      return `[${literal(`one ${words(name)}`)}, ${literal(`another ${words(name)}`)}]`;
    default:
      return literal(`example ${words(name)}`);
  }
}

function testSource(request: Request): string {
  const { name, failure, success, resourceName, resourceType, issueType, severity } = request;
  const example = (fields: Fields) =>
    Object.entries(ordered(fields, resourceName))
      .filter(([, { isOptional }]) => !isOptional)
      .map(([field, definition]) => `${field}: ${exampleSource(field, definition)}`)
      .join(', ');
  return `import { lifeCycle } from '../../support/life-cycle.ts';

lifeCycle(${literal(name)}, {
  failure: { ${example(failure)} },
  success: { ${example(success)} },
  scope: { resourceType: ${literal(resourceType)}, resourceName: ${exampleSource(resourceName, { kind: 'string', isOptional: false })} },
  noun: ${literal(nounOf(request))},
  issue: { issueType: ${literal(issueType)}, severity: ${literal(severity)} },
});
`;
}

/** A webhook's failure, success and test. */
export function sourcesOf(request: Request): SourceFile[] {
  const paths = filesOf(request.name);
  return [
    { path: paths.failure, text: failureSource(request) },
    { path: paths.success, text: successSource(request) },
    { path: paths.test, text: testSource(request) },
  ];
}
