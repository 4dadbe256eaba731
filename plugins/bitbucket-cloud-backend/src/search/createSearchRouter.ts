import { type HttpAuthService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import Router from 'express-promise-router';
import { type PullRequestDocuments } from './PullRequestDocuments';

/** The only caller. Documents of all components must not reach a user. */
const SEARCH = 'plugin:search';

/** The route for the index of the portal's search. */
export function createSearchRouter({
  documents,
  httpAuth,
}: {
  documents: PullRequestDocuments;
  httpAuth: HttpAuthService;
}) {
  const router = Router();
  router.get('/search/pull-requests', async (req, res) => {
    const { principal } = await httpAuth.credentials(req, {
      allow: ['service'],
    });
    if (principal.subject !== SEARCH) {
      throw new NotAllowedError('Only the search plugin can read this');
    }
    res.json({ documents: await documents.list() });
  });
  return router;
}
