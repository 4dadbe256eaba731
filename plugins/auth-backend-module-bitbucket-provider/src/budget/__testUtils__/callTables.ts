import { databases } from '../../__testUtils__/databases';

/** Databases with an empty table `bitbucket_auth_calls`. */
export const callTables = databases.map(({ name, open }) => ({
  name,
  async open() {
    const database = await open();
    await database.knex.schema.createTable('bitbucket_auth_calls', table => {
      table.string('consumer_hash', 64).notNullable();
      table.bigInteger('minute').notNullable();
      table.integer('calls').notNullable();
      table.primary(['consumer_hash', 'minute']);
    });
    return database;
  },
}));
