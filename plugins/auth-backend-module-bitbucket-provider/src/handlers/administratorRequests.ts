import { BITBUCKET_SESSION_REASON_MAX_LENGTH } from '@backstage-bitbucket/plugin-bitbucket-auth-common';
import {
  type BackstageCredentials,
  type BackstageUserPrincipal,
  type HttpAuthService,
  type PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  KubernetesValidatorFunctions,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  AuthorizeResult,
  type BasicPermission,
} from '@backstage/plugin-permission-common';
import { type Request } from 'express';
import { type HandlerContext } from './ProviderEnvironment';
import { checkScript } from './requestChecks';

export interface AdministratorOptions {
  context: HandlerContext;
  httpAuth: HttpAuthService;
  /** Whether `permission.enabled` is true. Without it every user would be an administrator. */
  isPermissionEnabled: boolean;
  permissions: PermissionsService;
}

/**
 * Returns the user who sent the request.
 *
 * @throws NotAllowedError, after recording it, if the user lacks the permission to manage the sessions
 * of other users
 */
export async function requirePermission(
  req: Request,
  options: AdministratorOptions,
  wanted: {
    permission: BasicPermission;
    eventId: 'session-list' | 'session-end';
  },
): Promise<BackstageCredentials<BackstageUserPrincipal>> {
  const { context, httpAuth, isPermissionEnabled, permissions } = options;
  checkScript(req, context);
  const credentials = await httpAuth.credentials(req, { allow: ['user'] });
  const { permission, eventId } = wanted;
  if (isPermissionEnabled) {
    const [{ result }] = await permissions.authorize([{ permission }], {
      credentials,
    });
    if (result === AuthorizeResult.ALLOW) {
      return credentials;
    }
  }
  const error = new NotAllowedError(
    isPermissionEnabled
      ? 'Only an administrator of the portal can manage the sessions of other users.'
      : 'Sessions of other users can be managed only with permission.enabled: true in the configuration of the portal.',
  );
  const meta = {
    userEntityRef: readUser(req),
    by: credentials.principal.userEntityRef,
  };
  await context.audit.failed({ eventId, request: req, meta }, error);
  throw error;
}

/** Returns the user in the path of a request. */
export function readUser(req: Request): string {
  const { namespace, name } = req.params;
  if (
    ![namespace, name].every(KubernetesValidatorFunctions.isValidObjectName)
  ) {
    throw new NotFoundError('There is no user with this name.');
  }
  return stringifyEntityRef({ kind: 'User', namespace, name });
}

/** Returns the administrator's reason to end sessions, for the audit log. */
export function readReason(req: Request): string | undefined {
  const { reason } = req.query;
  if (reason === undefined || reason === '') {
    return undefined;
  }
  if (
    typeof reason !== 'string' ||
    reason.length > BITBUCKET_SESSION_REASON_MAX_LENGTH ||
    /[\p{Cc}\p{Zl}\p{Zp}]/u.test(reason)
  ) {
    throw new InputError(
      `The reason is not one line of at most ${BITBUCKET_SESSION_REASON_MAX_LENGTH} characters.`,
    );
  }
  return reason;
}
