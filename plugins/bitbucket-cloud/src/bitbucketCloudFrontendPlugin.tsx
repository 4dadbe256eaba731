import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { conflictExtensions } from './conflicts/conflictExtensions';
import { ingestionExtensions } from './ingestion/ingestionExtensions';
import { pagesExtensions } from './pages/pagesExtensions';

/**
 * The plugin, for apps of the new front-end system.
 *
 * @public
 */
export const bitbucketCloudFrontendPlugin = createFrontendPlugin({
  pluginId: 'bitbucket-cloud',
  title: 'Bitbucket Cloud',
  info: { packageJson: () => import('../package.json') },
  extensions: [
    ...ingestionExtensions,
    ...conflictExtensions,
    ...pagesExtensions,
  ],
});
