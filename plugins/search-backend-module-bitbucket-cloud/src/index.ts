/**
 * Open pull requests of Bitbucket Cloud in the search of Backstage.
 *
 * @packageDocumentation
 */
export { searchModuleBitbucketCloud as default } from './module';
