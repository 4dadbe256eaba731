/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('bitbucket_cloud_calls', table => {
    table.comment('Calls to Bitbucket by minute, of the last hour');
    table.string('budget_key').notNullable();
    table.integer('minute').notNullable().comment('Minutes since 1970');
    table.integer('calls').notNullable();
    table.primary(['budget_key', 'minute']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('bitbucket_cloud_calls');
};
