import { type HttpAuthService } from '@backstage/backend-plugin-api';
import Router from 'express-promise-router';
import { sendAnswer } from '../http/sendAnswer';
import { type HomeAnswers } from './HomeAnswers';

/** The route of the home page. It responds with what concerns the user who sends the request. */
export function createHomeRouter({
  home,
  httpAuth,
}: {
  home: HomeAnswers;
  httpAuth: HttpAuthService;
}) {
  const router = Router();
  router.get('/home', async (req, res) => {
    const credentials = await httpAuth.credentials(req, { allow: ['user'] });
    await sendAnswer(res, () => home.get(credentials));
  });
  return router;
}
