import {
  CatalogTable,
  type CatalogTableColumnsFunc,
} from '@backstage/plugin-catalog';

const LEFT_OUT = ['entity.metadata.description', 'entity.metadata.tags'];

/** Backstage's columns, without the two that leave no space for names on a laptop. */
export const catalogColumns: CatalogTableColumnsFunc = entityListContext =>
  CatalogTable.defaultColumnsFunc(entityListContext).filter(
    ({ field }) => !LEFT_OUT.includes(String(field)),
  );
