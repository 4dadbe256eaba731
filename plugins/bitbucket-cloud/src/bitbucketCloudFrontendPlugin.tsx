import {
  createFrontendPlugin,
  type OverridableFrontendPlugin,
} from '@backstage/frontend-plugin-api';
import { conflictExtensions } from './conflicts/conflictExtensions';
import { ingestionExtensions } from './ingestion/ingestionExtensions';
import { pagesExtensions } from './pages/pagesExtensions';
import { scorecardExtensions } from './scorecard/scorecardExtensions';
import { searchExtensions } from './search/searchExtensions';

/**
 * The plugin, for apps of the new front-end system.
 *
 * It has a type of its own, because TypeScript does not always write the inferred one in the same order.
 *
 * @public
 */
export const bitbucketCloudFrontendPlugin: OverridableFrontendPlugin =
  createFrontendPlugin({
    pluginId: 'bitbucket-cloud',
    title: 'Bitbucket Cloud',
    info: { packageJson: () => import('../package.json') },
    extensions: [
      ...ingestionExtensions,
      ...conflictExtensions,
      ...pagesExtensions,
      ...scorecardExtensions,
      ...searchExtensions,
    ],
  });
