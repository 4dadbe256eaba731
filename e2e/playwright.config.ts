import { defineConfig, devices } from '@playwright/test';

/** Options for Chromium in the image, as root and in a closed network. */
const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // All origins are on this machine. One process per origin would take five percent longer.
  '--process-per-site',
  '--disable-site-isolation-trials',
  '--disable-features=IsolateOrigins,site-per-process',
];

/** In a sharded run, each shard leaves a part of the report: `yarn workspace e2e merge-reports`. */
const isSharded =
  Boolean(process.env.E2E_BLOB) ||
  process.argv.some(argument => argument.startsWith('--shard'));

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  globalSetup: './portal/unpackBundle.ts',

  fullyParallel: true,
  workers: 2,
  // A test that only passes on a retry is a fault to fix.
  retries: 0,
  forbidOnly: !!process.env.CI,
  // The limit for a busy machine. No test waits for it to pass.
  timeout: 120_000,
  expect: { timeout: 30_000 },

  reporter: [
    ['list'],
    ['json', { outputFile: './test-results/results.json' }],
    isSharded
      ? ['blob', { outputDir: './blob-report' }]
      : ['html', { open: 'never', outputFolder: './report' }],
  ],

  use: {
    ...devices['Desktop Chrome'],
    // A trace takes a fifth of the time. To get one: `./yarnw test:e2e NAME --trace retain-on-failure`.
    trace: 'off',
    screenshot: 'only-on-failure',
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      // Set by `yarn test`. Without it, Playwright looks for its own download.
      executablePath: process.env.CHROMIUM_PATH || undefined,
      args: chromiumArguments,
    },
  },

  projects: [
    // The longest project first: while one worker runs it, the other continues with the next.
    {
      name: 'instances',
      testDir: './instances',
      // They share one deployment of three backends, and restart each backend in turn.
      fullyParallel: false,
      workers: 1,
      timeout: 400_000,
    },
    { name: 'production', testDir: './tests' },
    {
      name: 'development',
      testDir: './dev',
      // `yarn dev` and `yarn demo` use the same ports.
      fullyParallel: false,
      workers: 1,
      // `yarn dev` compiles the front end first.
      timeout: 180_000,
    },
  ],
});
