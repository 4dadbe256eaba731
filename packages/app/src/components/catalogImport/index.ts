export { catalogImportPage } from './CatalogImportPage';
