import type { Config } from 'jest';

/** What needs a server, a database or a synthesis; everything else is a unit test. */
const SERVED = [
  'client/client',
  'browser/**',
  'e2e/**',
  'faults/{concurrent,database,rules}',
  'generator/scratch',
  'lib/{alarms,costs,least-privilege,room,stack,upgrade}',
  'intake/{event,hearing}',
  'local/**',
  'store/**',
  'system/**',
].map((path) => `**/test/${path.replace('**', '**/*')}.test.ts`);

const common = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript' },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
} satisfies Config;

export default {
  maxWorkers: 4,
  // Modules of finished files stay in a worker's memory, and to look through them takes ever longer.
  workerIdleMemoryLimit: '1GB',
  // For a busy machine: what hangs is noticed later, and nothing else.
  testTimeout: 60_000,
  testSequencer: '<rootDir>/test/support/longest-first.mjs',
  projects: [
    { ...common, displayName: 'unit', testMatch: ['**/*.test.ts', ...SERVED.map((glob) => `!${glob}`)] },
    {
      ...common,
      displayName: 'served',
      testMatch: SERVED,
      setupFilesAfterEnv: ['<rootDir>/test/support/contract.ts'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
} satisfies Config;
