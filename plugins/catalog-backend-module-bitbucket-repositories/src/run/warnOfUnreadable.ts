import { type BitbucketUnreadableValue } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type RunContext } from './RunContext';

/** Logs a repository of Bitbucket's list that a run skips. */
export function warnOfUnreadable(
  { config, logger }: Pick<RunContext, 'config' | 'logger'>,
  { fields, name = 'without a name' }: BitbucketUnreadableValue,
) {
  logger.warn(
    `Bitbucket repositories ${
      config.id
    }: the list has a repository that cannot be read, so it stays as it is: ${name} (wrong or missing: ${fields.join(
      ', ',
    )})`,
  );
}
