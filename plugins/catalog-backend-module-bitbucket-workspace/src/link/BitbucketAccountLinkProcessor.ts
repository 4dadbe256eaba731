import {
  BITBUCKET_ACCOUNT_ID_ANNOTATION,
  BITBUCKET_USER_ID_ANNOTATION,
  normalizeBitbucketUuid,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  type CatalogProcessor,
  type CatalogProcessorEmit,
  type LocationSpec,
  processingResult,
} from '@backstage/plugin-catalog-node';
import { type AccountLink, type AccountLinks } from '../store/AccountLinks';
import { toLinkableUser } from './findLinks';
import { accountAnnotations } from '../entities/toEntity';

/** The refresh key of a User whose account changes. */
export function refreshKeyOf(entityRef: string): string {
  return `bitbucket-workspace-link:${entityRef}`;
}

/**
 * Adds the annotations of a Bitbucket account to Users of other sources. It never changes an existing
 * annotation, and only reads the database.
 */
export class BitbucketAccountLinkProcessor implements CatalogProcessor {
  constructor(private readonly links: Pick<AccountLinks, 'find'>) {}

  getProcessorName(): string {
    return 'BitbucketAccountLinkProcessor';
  }

  async preProcessEntity(
    entity: Entity,
    _location: LocationSpec,
    emit: CatalogProcessorEmit,
  ): Promise<Entity> {
    if (entity.kind.toLowerCase() !== 'user') {
      return entity;
    }
    const entityRef = stringifyEntityRef(entity);
    emit(processingResult.refresh(refreshKeyOf(entityRef)));
    const link = certain(await this.links.find(entityRef));
    if (!link || !fits(entity, link)) {
      return entity;
    }
    const annotations = accountAnnotations({
      uuid: link.userId,
      username: link.username,
      accountId: link.accountId,
    });
    return {
      ...entity,
      metadata: {
        ...entity.metadata,
        annotations: { ...annotations, ...entity.metadata.annotations },
      },
    };
  }
}

/** If two providers found different accounts, the processor uses neither. */
function certain(links: AccountLink[]): AccountLink | undefined {
  const [first] = links;
  return links.every(({ userId }) => userId === first.userId)
    ? first
    : undefined;
}

/** Returns whether the User still matches the account that was found for it. */
function fits(entity: Entity, link: AccountLink): boolean {
  const annotations = entity.metadata.annotations ?? {};
  const userId = annotations[BITBUCKET_USER_ID_ANNOTATION];
  const accountId = annotations[BITBUCKET_ACCOUNT_ID_ANNOTATION];
  return (
    toLinkableUser(entity, undefined).email === link.email &&
    (!userId || normalizeBitbucketUuid(userId) === link.userId) &&
    (!accountId || accountId === link.accountId)
  );
}
