import { defineConfig, devices } from '@playwright/test';

/** Chromium as the image has it, as root and on a closed network alike. */
const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // All origins are of this machine. A process for each of them takes a twentieth of the time.
  '--process-per-site',
  '--disable-site-isolation-trials',
  '--disable-features=IsolateOrigins,site-per-process',
];

/** Of a run in shards, each leaves a part of the report: `yarn workspace e2e merge-reports`. */
const isSharded =
  Boolean(process.env.E2E_BLOB) ||
  process.argv.some(argument => argument.startsWith('--shard'));

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  globalSetup: './portal/unpackBundle.ts',

  fullyParallel: true,
  workers: 2,
  // A test that fails once and passes on repeat is a fault to be found.
  retries: 0,
  forbidOnly: !!process.env.CI,
  // Longest on a machine that is busy with other things; nothing ever waits for it to pass.
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
    // A trace takes a fifth of the time. For one: `./yarnw test:e2e NAME --trace retain-on-failure`.
    trace: 'off',
    screenshot: 'only-on-failure',
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      // Set by `yarn test`; without it Playwright looks for its own download.
      executablePath: process.env.CHROMIUM_PATH || undefined,
      args: chromiumArguments,
    },
  },

  projects: [
    // The longest first: while one worker does these, the other goes on with the next.
    {
      name: 'instances',
      testDir: './instances',
      // One deployment of three backends for all of them, and each backend is restarted in turn.
      fullyParallel: false,
      workers: 1,
      timeout: 400_000,
    },
    { name: 'production', testDir: './tests' },
    {
      name: 'development',
      testDir: './dev',
      // `yarn dev` compiles the front end first.
      timeout: 180_000,
    },
  ],
});
