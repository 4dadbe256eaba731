export * from './api';
export {
  BitbucketIngestionPage,
  BitbucketIngestionSidebarItem,
} from './extensions';
