import { type BackstageCredentials } from '@backstage/backend-plugin-api';
import { type Entity } from '@backstage/catalog-model';
import { type CatalogService } from '@backstage/plugin-catalog-node';

/** Returns all entities that match a filter and that the caller can read. */
export async function* queryCatalog(
  catalog: CatalogService,
  query: { filter: Record<string, string>; fields: string[] },
  credentials: BackstageCredentials,
): AsyncGenerator<Entity> {
  for await (const page of catalog.streamEntities(query, { credentials })) {
    yield* page;
  }
}
