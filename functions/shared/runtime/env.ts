import * as z from 'zod/mini';

/**
 * Reads this function's environment, once, when its module loads.
 * @throws Error that names every variable that is missing or wrong, so that a bad deployment fails at once
 */
export function readEnv<Shape extends z.core.$ZodShape>(shape: Shape) {
  // Compiling a parser does not pay for a single use.
  const result = z.safeParse(z.object(shape), process.env, { jitless: true });
  if (result.success) return result.data;
  throw new Error(`Bad environment:\n${z.prettifyError(result.error)}`);
}

/** The same for the deployment's settings, of which a function is given those in its entry in routes.ts. */
export const readSettings = <Name extends string, Shape extends z.core.$ZodShape>(
  _spec: { readonly settings: readonly Name[] },
  shape: Shape & Readonly<Record<Exclude<keyof Shape, Name>, never>>,
) => readEnv<Shape>(shape);
