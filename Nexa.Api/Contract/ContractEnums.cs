using System.Text.Json.Nodes;
using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Review;
using Nexa.Core.Tasks;
using Nexa.Core.Webhooks;
using Nexa.Fiscal;
using Nexa.Fiscal.Import;

namespace Nexa.Api.Contract;

/// <summary>The closed sets of words, from the code that writes them; <c>descriptions.json</c> says what each word means.</summary>
internal static class ContractEnums
{
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Describe() =>
    [
        DescribeEnum("TaskStatus", ListTexts<TaskState>()),
        DescribeEnum("TaskKind", ListTexts<TaskKind>()),
        DescribeEnum("TaskItemStatus", ListTexts<ItemState>()),
        DescribeEnum("UpdateStatus", ["processing", "failed", "cancelled"]),
        DescribeEnum("EndStatus", ["done", "failed"]),
        DescribeEnum("ClassificationStatus", ListTexts<ClassificationState>()),
        DescribeEnum("ReviewStatus", ListTexts<ReviewState>()),
        DescribeEnum("ReviewReason", ListConstants(typeof(ReviewReason))),
        DescribeEnum("Role", ListConstants(typeof(Roles))),
        DescribeEnum("AssignableRole", Roles.Assignable),
        DescribeEnum("Permission", Permissions.All),
        DescribeEnum("WebhookEventName", WebhookEvent.All),
        DescribeEnum("DeliveredEventName", [.. WebhookEvent.All, WebhookEvent.Test]),
        DescribeEnum("DeliveryStatus", ListTexts<DeliveryState>()),
        DescribeEnum("FiscalFileKind", ListLowerNames<FiscalFileKind>()),
        DescribeEnum("TransportMode", ["sea", "air", "road"]),
        DescribeEnum("Incoterm", System.Enum.GetNames<Nexa.Fiscal.Tax.Incoterm>()),
        DescribeEnum("ImporterTaxRegime", ["lucro_real", "lucro_presumido", "simples"]),
        DescribeEnum("CandidateKind", ["preference", "afrmm_exemption", "trade_defence"]),
        DescribeEnum("BulkAction", ["approve", "correct", "reject", "not_goods"]),
        DescribeEnum("ValueSource", ["table", "caller"]),
        DescribeEnum("RateOrigin", ListLowerNames<RateOrigin>()),
        DescribeEnum("HistorySort", ["date", "confidence", "tax_at_stake"]),
        DescribeEnum("SortOrder", ["desc", "asc"]),
    ];

    private static KeyValuePair<string, JsonNode?> DescribeEnum(string name, IEnumerable<string> values) =>
        KeyValuePair.Create(name, (JsonNode?)new JsonObject
        {
            ["type"] = "string", ["enum"] = new JsonArray([.. values.Select(value => (JsonNode)value)]),
        });

    private static IEnumerable<string> ListLowerNames<T>()
        where T : struct, System.Enum => System.Enum.GetNames<T>().Select(name => name.ToLowerInvariant());

    private static IEnumerable<string> ListTexts<T>()
        where T : struct, System.Enum => System.Enum.GetValues<T>().Select(value => value.ToText());

    private static IEnumerable<string> ListConstants(Type type) =>
        type.GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
}
