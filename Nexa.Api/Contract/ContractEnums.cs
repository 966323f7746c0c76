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
        Enum("TaskStatus", "STARTED: accepted. PROCESSING: at work. The others are final.", Texts<TaskState>()),
        Enum("TaskKind", "What was sent.", Texts<TaskKind>()),
        Enum("TaskItemStatus", "PENDING, or settled for good.", Texts<ItemState>()),
        Enum("UpdateStatus", "In events, lower case. Whether the task is over says final.", ["processing", "failed", "cancelled"]),
        Enum("EndStatus", "done: at least one part number has a classification.", ["done", "failed"]),
        Enum("ClassificationStatus",
            "ACTIVE: what holds. REPLACED by a correction or newer answer. REJECTED by a person or the fiscal tables.",
            Texts<ClassificationState>()),
        Enum("ReviewStatus",
            "OPEN waits for a person; ANSWERED is classified anew; SUPERSEDED by a newer version; the others are decisions.",
            Texts<ReviewState>()),
        Enum("ReviewReason", "Why a person should look.", Constants(typeof(ReviewReason))),
        Enum("Role", "What a user may do.", Constants(typeof(Roles))),
        Enum("AssignableRole", "What a user may be made.", Roles.Assignable),
        Enum("Permission", "One right.", Permissions.All),
        Enum("WebhookEventName", "What a webhook hears of.", WebhookEvent.All),
        Enum("DeliveredEventName", "What was delivered.", [.. WebhookEvent.All, WebhookEvent.Test]),
        Enum("DeliveryStatus", "PENDING: will be delivered. FAILED: given up; it can be replayed.", Texts<DeliveryState>()),
        Enum("FiscalFileKind", "What a file of the fiscal tables holds.", System.Enum.GetNames<FiscalFileKind>()
            .Select(name => name.ToLowerInvariant())),
        Enum("TransportMode", "sea (aquaviário), air (aéreo), road (rodoviário).", ["sea", "air", "road"]),
        Enum("BulkAction", "What is decided.", ["approve", "correct", "reject", "not_goods"]),
        Enum("ValueSource", "Where a value or rate comes from.", ["table", "caller"]),
        Enum("RateOrigin", "law, or operator for a line that was imported.", ["law", "operator"]),
        Enum("HistorySort", "What the pages are sorted by.", ["date", "confidence", "tax_at_stake"]),
        Enum("SortOrder", "Descending or ascending.", ["desc", "asc"]),
    ];

    private static KeyValuePair<string, JsonNode?> Enum(string name, string description, IEnumerable<string> values) =>
        KeyValuePair.Create(name, (JsonNode?)new JsonObject
        {
            ["type"] = "string", ["description"] = description, ["enum"] = new JsonArray([.. values.Select(value => (JsonNode)value)]),
        });

    private static IEnumerable<string> Texts<T>()
        where T : struct, System.Enum => System.Enum.GetValues<T>().Select(value => value.Text());

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
}
