import { coreComponentsTranslationRef } from '@backstage/core-components/alpha';
import { createTranslationMessages } from '@backstage/core-plugin-api/alpha';
import { catalogImportTranslationRef } from '@backstage/plugin-catalog-import/alpha';
import { techdocsTranslationRef } from '@backstage/plugin-techdocs/alpha';

/** Backstage texts that this portal replaces. */
export const translations = [
  createTranslationMessages({
    ref: coreComponentsTranslationRef,
    messages: {
      'errorPage.title': 'There is nothing to show here',
      'errorPage.subtitle': '{{statusMessage}} ({{status}})',
    },
  }),
  createTranslationMessages({
    ref: catalogImportTranslationRef,
    messages: {
      'stepInitAnalyzeUrl.urlHelperText':
        'The address of a repository at Bitbucket, or of a catalog file',
      'stepInitAnalyzeUrl.error.url':
        'Enter the HTTPS address of the repository, as in the address bar of your browser. It begins with https://.',
    },
  }),
  createTranslationMessages({
    ref: techdocsTranslationRef,
    messages: {
      'notFound.title': 'Documentation not found',
      'notFound.builderNote':
        "This documentation has not been built yet. Build it with ./yarnw docs:build in the portal's repository, or publish it from the component's own CI.",
    },
  }),
];
