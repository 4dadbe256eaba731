import {
  type BitbucketMember,
  type EntityRecord,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Entity } from '@backstage/catalog-model';
import { type NamingEvents } from './namingEvents';
import { type BitbucketWorkspaceProviderConfig } from '../config/providerConfig';
import { type WorkspaceGroups } from '../read/readWorkspace';
import { type RefClaims } from './RefClaims';
import {
  type BitbucketGroupTransformer,
  type BitbucketUserTransformer,
} from '../model/transformers';

/** The data from which the entities of a workspace are built. */
export interface BuildEntitiesOptions {
  config: BitbucketWorkspaceProviderConfig;
  /** The members that become Users. */
  members: BitbucketMember[];
  /** Refs of Users of other sources, by uuid of the account. */
  elsewhere: ReadonlyMap<string, string>;
  groups: WorkspaceGroups;
  /** Uuids of accounts that are not listed, and whose Users do not change. */
  unconfirmed: ReadonlySet<string>;
  records: ReadonlyMap<string, EntityRecord>;
  claims: RefClaims;
  events: NamingEvents;
  userTransformer?: BitbucketUserTransformer;
  groupTransformer?: BitbucketGroupTransformer;
  /** Called with each entity. */
  onWanted?: (entity: Entity) => void;
}
