type Level = 'INFO' | 'WARN' | 'ERROR';
type Fields = Readonly<Record<string, unknown>>;

interface ErrorFields {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause?: ErrorFields;
}
const fieldsOf = ({ name, message, stack, cause }: Error): ErrorFields => ({
  name,
  message,
  stack,
  ...(cause instanceof Error && { cause: fieldsOf(cause) }),
});

/**
 * Writes an entry as one line of JSON, which Lambda passes on as it is (lib/kite-function.ts, loggingFormat). Straight
 * to the standard output: Lambda's `console` would wrap it in JSON once more.
 */
function write(level: Level, message: string, fields: Fields = {}): void {
  const entry = { level, message, timestamp: new Date().toISOString(), ...fields };
  const text = JSON.stringify(entry, (_key, value: unknown) =>
    value instanceof Error ? fieldsOf(value) : value,
  );
  process.stdout.write(`${text}\n`);
}

/** The log. Never give it a payload, a query, a header or a credential. Errors among the fields keep their stack. */
export const logger = {
  info: (message: string, fields?: Fields) => write('INFO', message, fields),
  warn: (message: string, fields?: Fields) => write('WARN', message, fields),
  error: (message: string, fields?: Fields) => write('ERROR', message, fields),
};
