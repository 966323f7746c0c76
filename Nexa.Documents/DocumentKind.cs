using System.Text.Json.Serialization;

namespace Nexa.Documents;

/// <summary>What a document is: it tells whether the letterhead is the buyer's or the seller's.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DocumentKind>))]
public enum DocumentKind
{
    [JsonStringEnumMemberName("unknown")] Unknown,
    [JsonStringEnumMemberName("purchase_order")] Order,
    [JsonStringEnumMemberName("order_confirmation")] Confirmation,
    [JsonStringEnumMemberName("quote")] Quote,
    [JsonStringEnumMemberName("proforma")] Proforma,
    [JsonStringEnumMemberName("invoice")] Invoice,
    [JsonStringEnumMemberName("packing_list")] PackingList,
    [JsonStringEnumMemberName("delivery_note")] DeliveryNote,
}
