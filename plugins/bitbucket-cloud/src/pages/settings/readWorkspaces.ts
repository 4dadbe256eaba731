import { type ConfigApi } from '@backstage/core-plugin-api';

/** A workspace whose repositories the portal shows. */
export interface ShownWorkspace {
  /** The slug, or the uuid in braces. */
  workspace: string;
  /** Whether owners can run and stop pipelines. */
  hasPipelineActions: boolean;
}

/** Reads `bitbucketCloud.workspaces`, as far as the front end sees it. */
export function readWorkspaces(config: ConfigApi): ShownWorkspace[] {
  const all = config.getOptionalConfig('bitbucketCloud.workspaces');
  return (all?.keys() ?? []).flatMap(id => {
    const workspace = all?.getOptionalString(`${id}.workspace`);
    return workspace
      ? {
          workspace,
          hasPipelineActions:
            all?.getOptionalBoolean(`${id}.pipelines.actions`) ?? false,
        }
      : [];
  });
}
