import { type HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import express, { type Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { z } from 'zod/v4';
import {
  PIPELINE_ACTIONS,
  type PipelineActions,
} from '../actions/PipelineActions';
import { type EntityRepositories } from '../entities/EntityRepositories';
import { ENTITY_PATH, readUuid } from './entityPath';

/** A token of Bitbucket has at most about 2,000 characters. */
const LARGEST_BODY = '16kb';
const PER_MINUTE = 10;

const bodySchema = z.object({
  token: z.string().regex(/^[\x21-\x7e]{1,8192}$/),
});

/** The routes that run and stop pipelines with the access token of the user. */
export function addActionRoutes(
  router: Router,
  {
    actions,
    httpAuth,
    repositories,
  }: {
    actions: PipelineActions;
    httpAuth: HttpAuthService;
    repositories: EntityRepositories;
  },
): void {
  const limit = rateLimit({
    windowMs: 60_000,
    limit: PER_MINUTE,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    // The key is not the client address.
    validate: false,
    keyGenerator: async req => {
      const { principal } = await httpAuth.credentials(req, {
        allow: ['user'],
      });
      return principal.userEntityRef;
    },
    handler: (_, res) =>
      res.status(429).json({
        error: {
          name: 'TooManyRequestsError',
          message: 'You have run or stopped many pipelines. Wait a minute.',
        },
      }),
  });
  for (const action of PIPELINE_ACTIONS) {
    router.post(
      `${ENTITY_PATH}/pipelines/:uuid/${action}`,
      limit,
      express.json({ limit: LARGEST_BODY }),
      async (req, res) => {
        const credentials = await httpAuth.credentials(req, {
          allow: ['user'],
        });
        const { kind, name, namespace } = req.params;
        const uuid = readUuid(req.params, 'uuid');
        const body = bodySchema.safeParse(req.body);
        if (!body.success) {
          // The value is a secret.
          throw new InputError('The body must contain a token of Bitbucket');
        }
        const found = await repositories.find(
          { kind, name, namespace },
          credentials,
        );
        res.json(
          await actions.perform(
            { action, uuid, token: body.data.token },
            found,
            {
              credentials,
              request: req,
            },
          ),
        );
      },
    );
  }
}
