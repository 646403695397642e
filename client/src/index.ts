export type { components, paths } from './api.ts';
export { createKite, type Kite, type KiteOptions } from './client.ts';
export { type Detail, KiteError } from './errors.ts';
export { all } from './pages.ts';
