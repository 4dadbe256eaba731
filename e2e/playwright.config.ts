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
];

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  globalSetup: './fixtures/unpackBundle.ts',

  fullyParallel: false,
  workers: 2,
  // A test that fails once and passes on repeat is a fault to be found.
  retries: 0,
  forbidOnly: !!process.env.CI,
  timeout: 60_000,
  expect: { timeout: 15_000 },

  reporter: [
    ['list'],
    ['html', { open: 'never', outputFolder: './report' }],
    ['json', { outputFile: './test-results/results.json' }],
  ],

  use: {
    ...devices['Desktop Chrome'],
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      // Set by `yarn test`; without it Playwright looks for its own download.
      executablePath: process.env.CHROMIUM_PATH || undefined,
      args: chromiumArguments,
    },
  },
});
