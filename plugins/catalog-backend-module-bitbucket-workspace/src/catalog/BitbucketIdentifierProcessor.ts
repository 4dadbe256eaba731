import {
  BITBUCKET_ACCOUNT_ID_ANNOTATION,
  BITBUCKET_USER_ID_ANNOTATION,
  BITBUCKET_USERNAME_ANNOTATION,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { type CatalogProcessor } from '@backstage/plugin-catalog-node';

const ANNOTATIONS = [
  BITBUCKET_ACCOUNT_ID_ANNOTATION,
  BITBUCKET_USER_ID_ANNOTATION,
  BITBUCKET_USERNAME_ANNOTATION,
];

/**
 * Removes the spaces around the identifiers of Users, and empty identifiers, because the catalog only
 * finds a User by the exact value. The value otherwise remains that of the source.
 */
export class BitbucketIdentifierProcessor implements CatalogProcessor {
  getProcessorName(): string {
    return 'BitbucketIdentifierProcessor';
  }

  async preProcessEntity(entity: Entity): Promise<Entity> {
    return entity.kind.toLowerCase() === 'user'
      ? withEmail(withAnnotations(entity))
      : entity;
  }
}

/** @throws InputError if a value is not a text */
function withAnnotations(entity: Entity): Entity {
  const annotations = { ...entity.metadata.annotations };
  let isChanged = false;
  for (const name of ANNOTATIONS) {
    const value: unknown = annotations[name];
    if (value === undefined) {
      continue;
    }
    if (typeof value !== 'string') {
      throw new InputError(
        `The annotation ${name} of ${stringifyEntityRef(
          entity,
        )} is not a text. Write its value in quotes, because {…} without quotes is a map in YAML.`,
      );
    }
    const text = withoutSpaces(value);
    if (text === '') {
      delete annotations[name];
    } else {
      annotations[name] = text;
    }
    isChanged ||= text !== value || text === '';
  }
  return isChanged
    ? { ...entity, metadata: { ...entity.metadata, annotations } }
    : entity;
}

/**
 * Removes the spaces around a text and inside its braces. Every signed-in user can send a User to the
 * catalog for validation, and a regular expression for trailing spaces takes quadratic time.
 */
function withoutSpaces(value: string): string {
  const text = value.trim();
  const start = text.startsWith('{') ? `{${text.slice(1).trimStart()}` : text;
  return start.endsWith('}') ? `${start.slice(0, -1).trimEnd()}}` : start;
}

function withEmail(entity: Entity): Entity {
  const profile = entity.spec?.profile;
  if (
    !profile ||
    typeof profile !== 'object' ||
    !('email' in profile) ||
    typeof profile.email !== 'string'
  ) {
    return entity;
  }
  const email = profile.email.trim();
  return email === profile.email
    ? entity
    : { ...entity, spec: { ...entity.spec, profile: { ...profile, email } } };
}
