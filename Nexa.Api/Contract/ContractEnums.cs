using System.Text.Json.Nodes;
using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Review;
using Nexa.Core.Tasks;
using Nexa.Core.Webhooks;
using Nexa.Fiscal.Import;

namespace Nexa.Api.Contract;

/// <summary>The closed sets of words, from the code that writes them.</summary>
internal static class ContractEnums
{
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Describe() =>
    [
        DescribeEnum("TaskStatus", "STARTED: accepted. PROCESSING: at work. The others are final.", ListTexts<TaskState>()),
        DescribeEnum("TaskKind", "What was sent.", ListTexts<TaskKind>()),
        DescribeEnum("TaskItemStatus", "PENDING, or settled for good.", ListTexts<ItemState>()),
        DescribeEnum("UpdateStatus", "In events, lower case. Whether the task is over says final.", ["processing", "failed", "cancelled"]),
        DescribeEnum("EndStatus", "done: at least one part number has a classification.", ["done", "failed"]),
        DescribeEnum("ClassificationStatus",
            "ACTIVE: what holds. REPLACED by a correction or newer answer. REJECTED by a person or the fiscal tables.",
            ListTexts<ClassificationState>()),
        DescribeEnum("ReviewStatus",
            "OPEN waits for a person; ANSWERED is classified anew; SUPERSEDED by a newer version; the others are decisions.",
            ListTexts<ReviewState>()),
        DescribeEnum("ReviewReason", "Why a person should look.", ListConstants(typeof(ReviewReason))),
        DescribeEnum("Role", "What a user may do.", ListConstants(typeof(Roles))),
        DescribeEnum("AssignableRole", "What a user may be made.", Roles.Assignable),
        DescribeEnum("Permission", "One right.", Permissions.All),
        DescribeEnum("WebhookEventName", "What a webhook hears of.", WebhookEvent.All),
        DescribeEnum("DeliveredEventName", "What was delivered.", [.. WebhookEvent.All, WebhookEvent.Test]),
        DescribeEnum("DeliveryStatus", "PENDING: will be delivered. FAILED: given up; it can be replayed.", ListTexts<DeliveryState>()),
        DescribeEnum("FiscalFileKind", "What a file of the fiscal tables holds.", System.Enum.GetNames<FiscalFileKind>()
            .Select(name => name.ToLowerInvariant())),
        DescribeEnum("TransportMode", "sea (aquaviário), air (aéreo), road (rodoviário).", ["sea", "air", "road"]),
        DescribeEnum("BulkAction", "What is decided.", ["approve", "correct", "reject", "not_goods"]),
        DescribeEnum("ValueSource", "Where a value or rate comes from.", ["table", "caller"]),
        DescribeEnum("RateOrigin", "law, or operator for a line that was imported.", ["law", "operator"]),
        DescribeEnum("HistorySort", "What the pages are sorted by.", ["date", "confidence", "tax_at_stake"]),
        DescribeEnum("SortOrder", "Descending or ascending.", ["desc", "asc"]),
    ];

    private static KeyValuePair<string, JsonNode?> DescribeEnum(string name, string description, IEnumerable<string> values) =>
        KeyValuePair.Create(name, (JsonNode?)new JsonObject
        {
            ["type"] = "string", ["description"] = description, ["enum"] = new JsonArray([.. values.Select(value => (JsonNode)value)]),
        });

    private static IEnumerable<string> ListTexts<T>()
        where T : struct, System.Enum => System.Enum.GetValues<T>().Select(value => value.ToText());

    private static IEnumerable<string> ListConstants(Type type) =>
        type.GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
}
