export { BitbucketIcon } from './BitbucketIcon';
export { SignInPage } from './SignInPage';
