// Starts the production build of the portal with the living company of the stub, for visitors.
import { unpackBuild } from '@backstage-bitbucket/test-kit';
import { describeFailure } from '../lib/describeFailure.mts';
import { takeNoArguments } from '../lib/commandLine.mts';
import { buildWhatIsStale } from '../test/productionBuild.mts';
import { tell } from './devSession.mts';
import { demoParts } from './parts.mts';
import { startSession } from './startSession.mts';
import { root } from '../lib/workspace.mts';

takeNoArguments(`Usage: yarn demo

Starts the portal as in production, with the stub and its company, in which something happens every 30 seconds. The first
run builds the portal. It needs no account, no network and no database, and keeps nothing.
`);

async function prepare() {
  if ((await buildWhatIsStale()) !== 0) {
    throw new Error('The build failed: its errors are above.');
  }
  const { folder, environment } = unpackBuild(root);
  return {
    script: 'demo',
    environment: { ...environment, DEMO_BUNDLE: folder },
  };
}

startSession({
  mode: 'stub',
  parts: demoParts,
  configFiles: [
    'app-config.yaml',
    'app-config.stub.yaml',
    'app-config.stub.discovery.yaml',
    'app-config.demo.yaml',
  ],
  seed: undefined,
  isVerbose: false,
  isLive: true,
  prepare,
}).then(
  code => process.exit(code),
  error => {
    tell(describeFailure(error));
    process.exit(1);
  },
);
