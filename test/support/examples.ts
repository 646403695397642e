import stripJsonComments from 'strip-json-comments';

/** A `curl` command of a page, and the answer that the page shows below it. */
export interface Example {
  readonly command: string;
  /** Undefined when the page does not show one. */
  readonly status: number | undefined;
  /** Undefined when the page shows none. */
  readonly body: unknown;
  /** Whether the page shows the whole body; otherwise `// …` stands for fields left out. */
  readonly isWhole: boolean;
  /** The variable that stands for the answer's `id` in later commands. */
  readonly idName: string | undefined;
}

/** The examples of a page: an `sh` block, `→ <status>`, and a `json` block, or `jsonc` where fields are left out. */
export const examplesIn = (page: string): Example[] =>
  page
    .split(/^(?=```sh\ncurl )/m)
    .slice(1)
    .map((part) => {
      const [, command = '', after = ''] = /^```sh\n(.*?)^```\n(.*)$/ms.exec(part) ?? [];
      const [, status, kind, json] = /^\n→ (\d{3})\n(?:\n```(jsonc?)\n(.*?)^```$)?/ms.exec(after) ?? [];
      return {
        command,
        status: status === undefined ? undefined : Number(status),
        body: json === undefined ? undefined : JSON.parse(stripJsonComments(json, { trailingCommas: true })),
        isWhole: kind === 'json',
        idName: /`\$(\w+)` is (?:its|this issue's) `id`/.exec(after)?.[1],
      };
    });

/** What a `curl` command sends, as far as pages use it. */
export interface Sent {
  readonly method: string;
  /** After `/api/v1`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const HOST = 'http://127.0.0.1:3000/api/v1';

/**
 * Reads a `curl` command.
 * @param variables what `$NAME` in double quotes stands for
 * @throws Error for an option that it does not know
 */
export function readCurl(command: string, variables: Readonly<Record<string, string>>): Sent {
  const words = [...command.replaceAll('\\\n', ' ').matchAll(/'([^']*)'|"((?:\\"|[^"])*)"|(\S+)/g)].map(
    ([, single, double, bare]) =>
      single ??
      double?.replaceAll('\\"', '"').replace(/\$(\w+)/g, (text, name) => variables[name] ?? text) ??
      bare ??
      '',
  );
  const [curl, silent, ...rest] = words;
  if (curl !== 'curl' || silent !== '-s') throw new Error(`Not "curl -s …": ${command}`);
  let method: string | undefined;
  let url = '';
  let body: string | undefined;
  const headers: Record<string, string> = {};
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] ?? '';
    if (!word.startsWith('-')) url = word;
    else {
      const value = rest[++i] ?? '';
      if (word === '-X') method = value;
      else if (word === '-d') body = value;
      else if (word === '-H') {
        const at = value.indexOf(':');
        headers[value.slice(0, at).toLowerCase()] = value.slice(at + 1).trim();
      } else throw new Error(`The option ${word} is not known: ${command}`);
    }
  }
  if (!url.startsWith(HOST)) throw new Error(`Does not begin with ${HOST}: ${url}`);
  return {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    path: url.slice(HOST.length),
    headers,
    ...(body !== undefined && { body }),
  };
}
