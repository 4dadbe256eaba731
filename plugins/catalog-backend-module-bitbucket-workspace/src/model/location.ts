import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
} from '@backstage/catalog-model';

/** Where the entities of a provider come from, as their annotations say. */
export function locationOf(providerId: string): string {
  return `bitbucket-workspace:${providerId}`;
}

/** The provider that a location names, or undefined where it is of another source. */
export function providerIdOf(location: string | undefined): string | undefined {
  return /^bitbucket-workspace:(.+)$/.exec(location ?? '')?.[1];
}

/** Whether the provider brought the entity. Compared exactly, unlike a filter of the catalog. */
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
