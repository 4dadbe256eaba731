/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('bitbucket_cloud_secrets', table => {
    table.comment('Random values that all instances share');
    table.string('name', 50).primary();
    table.string('value', 100).notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('bitbucket_cloud_secrets');
};
