import { type ChangePlan } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';

/** The changes to the catalog. */
export interface MembershipPlan extends ChangePlan {
  /** The members of all wanted Groups, by key. */
  members: Map<string, string[]>;
}
