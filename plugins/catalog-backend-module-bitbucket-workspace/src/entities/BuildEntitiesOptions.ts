import { BitbucketMember } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { Entity } from '@backstage/catalog-model';
import { EntityRecord } from '../store/EntityRecords';
import { NamingEvents } from './namingEvents';
import { BitbucketWorkspaceProviderConfig } from '../config/providerConfig';
import { WorkspaceGroups } from '../read/readWorkspace';
import { RefClaims } from './RefClaims';
import {
  BitbucketGroupTransformer,
  BitbucketUserTransformer,
} from '../model/transformers';

/** What the entities of a workspace are made of. */
export interface BuildEntitiesOptions {
  config: BitbucketWorkspaceProviderConfig;
  /** Those who become Users. */
  members: BitbucketMember[];
  /** Refs of Users of other sources, by uuid of the account. */
  elsewhere: ReadonlyMap<string, string>;
  groups: WorkspaceGroups;
  /** Uuids of people who are not listed, and whose Users stay as they are. */
  unconfirmed: ReadonlySet<string>;
  records: ReadonlyMap<string, EntityRecord>;
  claims: RefClaims;
  events: NamingEvents;
  userTransformer?: BitbucketUserTransformer;
  groupTransformer?: BitbucketGroupTransformer;
  /** Called with each entity. */
  onWanted?: (entity: Entity) => void;
}
