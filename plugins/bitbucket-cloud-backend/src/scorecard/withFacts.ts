import { type BitbucketRepositoryFacts } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type Known, type SourceAnswers } from './SourceAnswers';

export type KnownFacts = Known<BitbucketRepositoryFacts>;

/** Adds the code owners from the facts on the overview, if these were read later. */
export function withFacts(
  answers: SourceAnswers,
  facts: KnownFacts | undefined,
): SourceAnswers {
  const { codeOwners } = answers;
  if (!facts?.data || facts.readAt <= (codeOwners?.readAt ?? 0)) {
    return answers;
  }
  return {
    ...answers,
    codeOwners: {
      ...facts,
      // The scorecard does not need the text.
      data: facts.data.codeOwners ? { text: '' } : 'none',
    },
  };
}
