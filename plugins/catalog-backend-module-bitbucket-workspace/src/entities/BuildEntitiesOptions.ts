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
