/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('bitbucket_repositories_seen', table => {
    table
      .bigInteger('asked_at')
      .notNullable()
      .defaultTo(0)
      .comment(
        'When Bitbucket was asked about the repository, in milliseconds since 1970',
      );
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('bitbucket_repositories_seen', table => {
    table.dropColumn('asked_at');
  });
};
