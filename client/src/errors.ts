/** What is wrong with one field of a request. */
export interface Detail {
  /** The field's path, like `scope.resourceName`. */
  readonly path: string;
  /** Completes a sentence that begins with the path: `is required`. */
  readonly message: string;
}

/** A request that Kite, or the gateway before it, did not answer with success. */
export class KiteError extends Error {
  override readonly name = 'KiteError';
  readonly status: number;
  /** Every field that is wrong; empty unless `status` is 400. */
  readonly details: readonly Detail[];
  /** Finds the request in the deployment's logs. Undefined where the gateway answered before Kite. */
  readonly requestId: string | undefined;

  constructor(status: number, message: string, details: readonly Detail[], requestId: string | undefined) {
    super(message);
    this.status = status;
    this.details = details;
    this.requestId = requestId;
  }
}

/** The error that an answer without success is. */
export async function errorOf(response: Response): Promise<KiteError> {
  const { status } = response;
  const text = await response.text();
  const body = parsed(text);
  // Kite says `error`, the gateway `message`; a proxy between may answer anything.
  const message = textOf(body.error) ?? textOf(body.message) ?? `${status} ${text.slice(0, 200)}`.trim();
  const details = Array.isArray(body.details) ? body.details.filter(isDetail) : [];
  return new KiteError(status, message, details, textOf(body.requestId));
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {};
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

const isDetail = (value: unknown): value is Detail =>
  typeof value === 'object' &&
  value !== null &&
  'path' in value &&
  typeof value.path === 'string' &&
  'message' in value &&
  typeof value.message === 'string';
