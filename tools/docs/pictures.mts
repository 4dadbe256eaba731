// Takes the screenshots of the README from a portal that `yarn demo` started.
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { demoParts, isReady } from '../dev/parts.mts';
import { findChromium } from '../lib/chromium.mts';
import { takeNoArguments } from '../lib/commandLine.mts';
import { describeFailure } from '../lib/describeFailure.mts';
import { root } from '../lib/workspace.mts';

takeNoArguments(`Usage: yarn docs:pictures

Takes the screenshots of the README, docs/images/*.png, from the portal that ./yarnw demo started in another terminal.
`);

const [portal] = demoParts;
const component = '/catalog/default/component/booking-api';

/** Opens the details of the newest pipeline that failed, with the log of the failed step. */
async function openFailedPipeline(page: Page) {
  await page
    .getByRole('row')
    .filter({ hasText: 'failed' })
    .first()
    .getByRole('button', { name: /^Show steps of pipeline/ })
    .click();
  await page
    .getByRole('button', { name: /^Show log of step/ })
    .first()
    .click();
  const log = page.getByRole('region', { name: /^Log of step/ });
  await log.evaluate(element => element.scrollIntoView({ block: 'end' }));
}

/** The pages after the sign-in, by the name of the file. */
const pictures: Record<
  string,
  { path: string; open?: (page: Page) => Promise<void> }
> = {
  home: { path: '/' },
  portal: { path: '/catalog' },
  'pull-requests': {
    path: '/catalog/default/component/payment-gateway/pull-requests',
  },
  pipelines: { path: `${component}/pipelines`, open: openFailedPipeline },
  documentation: { path: '/docs/default/component/booking-api' },
};

async function save(page: Page, name: string) {
  await page.getByRole('heading').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(
    () => !document.querySelector('[role="progressbar"]'),
  );
  const path = join(root, 'docs/images', `${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  console.log(path);
}

/** The stub opens in a window of its own. */
async function signIn(page: Page, person: string) {
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign in using Bitbucket' }).click();
  const popup = await opened;
  await popup.getByRole('button', { name: person }).first().click();
  const grant = popup.getByRole('button', { name: 'Grant access' });
  const entered = page.getByRole('heading', { name: /^Welcome, / });
  await Promise.race([grant.click().catch(() => {}), entered.waitFor()]);
  await entered.waitFor();
}

async function main() {
  if (!(await isReady(portal))) {
    throw new Error(
      `No portal responds at ${portal.url}: run ./yarnw demo in another terminal first.`,
    );
  }
  const { path: executablePath } = findChromium(console.log);
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
    });
    await page.goto(portal.url);
    await page
      .getByRole('button', { name: 'Sign in using Bitbucket' })
      .waitFor();
    await save(page, 'sign-in');
    await signIn(page, 'Aiko Tanaka');
    for (const [name, { path, open }] of Object.entries(pictures)) {
      await page.goto(portal.url + path);
      await open?.(page);
      await save(page, name);
    }
  } finally {
    await browser.close();
  }
}

main().catch(error => {
  console.error(describeFailure(error));
  process.exitCode = 1;
});
