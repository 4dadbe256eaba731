import {
  type AuthService,
  type HttpAuthService,
  type RootConfigService,
} from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import express, { type Request, type RequestHandler } from 'express';
import { type Limits } from '../limits/limits';
import { BODY_SIZE } from './createGuard';
import { findBodyProblem } from './findBodyProblem';

const TOPICS_KEY = 'events.http.topics';

/** The endpoint of `plugins/events-backend-module-bitbucket-webhooks`, and the key that opens it. */
const BITBUCKET_PATH = '/http/bitbucketcloud';
const BITBUCKET_KEY = 'events.modules.bitbucketCloud.webhookSecrets';

/**
 * Rejects requests to the events backend that do not come from a plugin, before it reads their body. The
 * paths below `/http` accept requests without a token, and would read and decompress 5 MB per request.
 *
 * A topic under `events.http.topics` accepts the webhooks of other systems, within the general limits on
 * the size and the values of a body. The body remains unparsed, so that a validator can check its
 * signature.
 *
 * The endpoint for webhooks of Bitbucket has its own limits, and checks the signature before it parses a
 * body. It can receive a request before or after this guard.
 *
 * @seam The paths of the routes, and that those below `/http` accept requests without a token:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/events-backend/src/service/EventsPlugin.ts
 */
export function createEventsGuard(options: {
  auth: AuthService;
  config: RootConfigService;
  httpAuth: HttpAuthService;
  limits: Limits;
}): RequestHandler {
  const { auth, config, httpAuth, limits } = options;
  const topics = config.getOptionalStringArray(TOPICS_KEY) ?? [];
  const paths = new Set(topics.map(topic => `/http/${topic}`.toLowerCase()));
  const acceptsBitbucket =
    (config.getOptional<unknown[]>(BITBUCKET_KEY) ?? []).length > 0;
  const readBytes = express.raw({ type: () => true, limit: BODY_SIZE });

  async function isFromPlugin(req: Request): Promise<boolean> {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service', 'none'],
      allowLimitedAccess: true,
    });
    if (auth.isPrincipal(credentials, 'service')) {
      return true;
    }
    if (!paths.has(pathOf(req))) {
      throw new NotAllowedError(
        `Only plugins of the portal can send events. For webhooks, an administrator can add a topic to ${TOPICS_KEY}.`,
      );
    }
    return false;
  }

  return (req, res, next) => {
    if (pathOf(req) === BITBUCKET_PATH && !paths.has(BITBUCKET_PATH)) {
      next(
        acceptsBitbucket
          ? undefined
          : new NotFoundError(
              'The portal accepts no webhooks of Bitbucket: no secret is configured.',
            ),
      );
      return;
    }
    const checkBytes = (error?: unknown) => {
      const problem = Buffer.isBuffer(req.body)
        ? findBodyProblem(req.body, limits)
        : undefined;
      next(error ?? (problem ? new InputError(problem) : undefined));
    };
    isFromPlugin(req).then(
      isTrusted => (isTrusted ? next() : readBytes(req, res, checkBytes)),
      next,
    );
  };
}

/** As Express compares paths. */
function pathOf({ path }: Request): string {
  return path.toLowerCase().replace(/\/$/, '');
}
