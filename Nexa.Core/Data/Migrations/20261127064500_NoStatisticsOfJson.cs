using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nexa.Core.Data.Migrations
{
    /// <summary>Nothing is looked for by the values of these columns; to sort them was most of what an ANALYZE cost.</summary>
    public partial class NoStatisticsOfJson : Migration
    {
        private static readonly string[] Columns = ["classification.result", "job.payload", "task_event.payload"];

        protected override void Up(MigrationBuilder migrationBuilder) => Set(migrationBuilder, 0);

        protected override void Down(MigrationBuilder migrationBuilder) => Set(migrationBuilder, -1);

        private static void Set(MigrationBuilder migrationBuilder, int target)
        {
            foreach (var column in Columns)
            {
                migrationBuilder.Sql($"alter table {column.Split('.')[0]} alter column {column.Split('.')[1]} set statistics {target}");
            }
        }
    }
}
