export { catalogColumns } from './catalogColumns';
export { entityPage } from './entityPage';
