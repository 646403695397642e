import * as z from 'zod';

/**
 * Reads the environment that the stack gave this function, once, when its module loads.
 * @throws Error that names every variable that is missing or wrong, so that a bad deployment fails at once.
 */
export function readEnv<T extends z.ZodObject>(schema: T): z.infer<T> {
  // Zod would compile a parser that is used this once.
  const result = schema.safeParse(process.env, { jitless: true });
  if (result.success) return result.data;
  throw new Error(`Bad environment:\n${z.prettifyError(result.error)}`);
}
