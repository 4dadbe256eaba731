import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
} from '@backstage/catalog-model';

/** Returns the location of a provider's entities, for their annotations. */
export function locationOf(providerId: string): string {
  return `bitbucket-workspace:${providerId}`;
}

/** Returns the provider that a location names, or undefined for another source. */
export function providerIdOf(location: string | undefined): string | undefined {
  return /^bitbucket-workspace:(.+)$/.exec(location ?? '')?.[1];
}

/**
 * Returns whether the provider sent the entity. The comparison is exact, unlike a filter of the catalog.
 */
export function isFromProvider(
  entity: Entity | undefined,
  providerId: string,
): boolean {
  const annotations = entity?.metadata.annotations;
  const location = locationOf(providerId);
  return (
    annotations?.[ANNOTATION_LOCATION] === location &&
    annotations[ANNOTATION_ORIGIN_LOCATION] === location
  );
}
