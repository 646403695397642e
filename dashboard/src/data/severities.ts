import type { Answers } from './kite.ts';

export type Severity = Answers['Issue']['severity'];

/** Worst first. */
export const SEVERITIES = ['critical', 'major', 'minor', 'info'] as const satisfies readonly Severity[];
