import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Pure modules: one registry for all files is ten times faster than one each.
    isolate: false,
    testTimeout: 20_000,
  },
});
