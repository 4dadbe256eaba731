export {
  BitbucketCatalogImportClient,
  type BitbucketAnalyzeResult,
  type BitbucketCatalogImportClientOptions,
} from './api/BitbucketCatalogImportClient';
export { bitbucketCatalogImportApiFactory } from './api/bitbucketCatalogImportApiFactory';
export { generateBitbucketStepper } from './components/generateBitbucketStepper';
export {
  BitbucketImportCandidates,
  type BitbucketImportCandidatesProps,
} from './components/BitbucketImportCandidates';
