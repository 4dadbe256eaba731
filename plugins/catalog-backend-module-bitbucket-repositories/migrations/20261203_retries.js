/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('bitbucket_repositories_problems', table => {
    table
      .integer('retries')
      .notNullable()
      .defaultTo(0)
      .comment('How often the refused file was processed again');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('bitbucket_repositories_problems', table => {
    table.dropColumn('retries');
  });
};
