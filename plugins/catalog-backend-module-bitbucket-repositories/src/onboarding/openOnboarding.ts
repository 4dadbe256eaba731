import { type BitbucketRepositoryAnalysis } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  budgetKeyOf,
  chooseProvider,
  explainFailure,
  openBudgetDatabase,
  RateBudget,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  type DatabaseService,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { type Config } from '@backstage/config';
import { ForwardedError } from '@backstage/errors';
import { PROVIDERS_KEY, readProviderConfigs } from '../config/providerConfig';
import { copyToMemory } from '../preview/copyToMemory';
import { createImportContext } from './ImportContext';
import { readImportSettings } from './importSettings';
import {
  type Onboarding,
  onboardRepositories,
  type OnboardingOptions,
} from './onboardRepositories';

/**
 * Onboards repositories with the configuration and the database of a backend. It waits for the request budget of the provider,
 * of which it counts its calls; it changes nothing else in the database.
 */
export async function openOnboarding(
  options: Omit<OnboardingOptions, 'context' | 'describe'> & {
    config: Config;
    database: DatabaseService;
    logger: LoggerService;
    /** Optional if only one provider is configured. */
    id?: string;
  },
): Promise<Onboarding> {
  const { config: rootConfig, database, logger } = options;
  const config = chooseProvider(
    readProviderConfigs(rootConfig),
    PROVIDERS_KEY,
    options.id,
  );
  const knex = await openBudgetDatabase(database);
  const records = await copyToMemory(knex, config.id);
  try {
    const context = createImportContext({
      config,
      settings: readImportSettings(rootConfig),
      knex,
      records,
      pace: new RateBudget({
        knex,
        key: budgetKeyOf(config.credentials),
        limit: config.rateLimit.callsPerHour,
        label: `Onboarding of Bitbucket repositories ${config.id}`,
        logger,
      }),
    });
    return await onboardRepositories({
      ...options,
      context,
      describe: analysis => describePullRequest(rootConfig, analysis),
    });
  } catch (error) {
    const remedy = explainFailure(error);
    throw remedy ? new ForwardedError(remedy, error) : error;
  } finally {
    await records.destroy();
  }
}

function describePullRequest(
  config: Config,
  { owners: [owner], path }: BitbucketRepositoryAnalysis,
) {
  const title = config.getOptionalString('app.title') ?? 'Backstage';
  const url = config.getOptionalString('app.baseUrl');
  const catalog = url ? `[${title}](${url})` : title;
  return {
    title: `Add ${path}`,
    description: [
      `This file adds the repository to the software catalog of ${catalog}. After the merge, the portal adds it by itself.`,
      ...(owner ? [`Please check the owner: ${owner.reason}`] : []),
      'Please complete the type and the lifecycle.',
    ].join('\n\n'),
  };
}
