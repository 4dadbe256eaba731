import { type AuthService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { type AuthResolverContext } from '@backstage/plugin-auth-node';
import { type CatalogService } from '@backstage/plugin-catalog-node';

/** Returns a context with another user lookup. */
function replaceLookup(
  ctx: AuthResolverContext,
  findCatalogUser: AuthResolverContext['findCatalogUser'],
): AuthResolverContext {
  return {
    findCatalogUser,
    issueToken: params => ctx.issueToken(params),
    resolveOwnershipEntityRefs: entity =>
      ctx.resolveOwnershipEntityRefs(entity),
    signInWithCatalogUser: (query, options) =>
      ctx.signInWithCatalogUser(query, options),
  };
}

/**
 * Returns a context that reads at most two users per filter: a second match is sufficient to reject the
 * sign-in. Backstage's context reads all matches, which takes longer in the catalog even for one match.
 */
export function limitLookup(
  ctx: AuthResolverContext,
  { auth, catalog }: { auth: AuthService; catalog: CatalogService },
): AuthResolverContext {
  return replaceLookup(ctx, async query => {
    if (
      'entityRef' in query ||
      'annotations' in query ||
      !('filter' in query)
    ) {
      return ctx.findCatalogUser(query);
    }
    const filter = [query.filter].flat().map(each => {
      const hasKind = Object.keys(each).some(
        key => key.toLowerCase() === 'kind',
      );
      return hasKind ? each : { ...each, kind: 'user' };
    });
    const credentials = await auth.getOwnServiceCredentials();
    const { items } = await catalog.getEntities(
      { filter, limit: 2 },
      { credentials },
    );
    const [entity, another] = items;
    if (another) {
      const refs = [entity, another].map(each => stringifyEntityRef(each));
      throw new ConflictError(`The account matches ${refs.join(' and ')}.`);
    }
    if (!entity) {
      throw new NotFoundError('No user matches');
    }
    return { entity };
  });
}
