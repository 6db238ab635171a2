import { defineConfig } from 'vitest/config';

// `quick` is the inner loop; `full` adds the suites that start processes, kill them, or draw many random cases.
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          // Most of what a file takes is loading the product; a worker loads it once for all of its files.
          isolate: false,
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/**/*.slow.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['tests/**/*.slow.test.ts'],
          globalSetup: 'tests/programs.ts',
          testTimeout: 900_000,
        },
      },
    ],
  },
});
