using System.Buffers.Binary;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Nexa.Tests.Support;

/// <summary>A device with passkeys that does what it is told, also what a browser would refuse.</summary>
internal sealed class SoftDevice : IDisposable
{
    private const byte Present = 0x01;
    private const byte Verified = 0x04;
    private const byte WithKey = 0x40;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] id = RandomNumberGenerator.GetBytes(16);

    /// <summary>Signatures so far.</summary>
    public uint Count { get; set; }

    /// <summary>Where its browser says that the page is.</summary>
    public string Origin { get; set; } = "http://localhost:5080";

    public string Host { get; set; } = "localhost";

    /// <summary>Whether it recognises the person before it signs.</summary>
    public bool Recognises { get; set; } = true;

    /// <summary>Whose passkey it says that it is.</summary>
    public byte[] Owner { get; set; } = [];

    public JsonNode Make(JsonElement options)
    {
        Owner = WebEncoders.Base64UrlDecode(options.GetProperty("user").GetProperty("id").GetString()!);
        var point = key.ExportParameters(false).Q;
        var cose = new CborWriter();
        cose.WriteStartMap(5);
        Write(1, w => w.WriteInt32(2));
        Write(3, w => w.WriteInt32(-7)); // ES256
        Write(-1, w => w.WriteInt32(1));
        Write(-2, w => w.WriteByteString(point.X!));
        Write(-3, w => w.WriteByteString(point.Y!));
        cose.WriteEndMap();
        byte[] length = [0, (byte)id.Length];
        byte[] data = [.. WriteHead(WithKey), .. new byte[16], .. length, .. id, .. cose.Encode()];
        var attestation = new CborWriter();
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString("none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(0);
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString(data);
        attestation.WriteEndMap();
        return Wrap(new JsonObject
        {
            ["clientDataJSON"] = Encode(Say("webauthn.create", options)), ["attestationObject"] = Encode(attestation.Encode()),
        });

        void Write(int label, Action<CborWriter> value)
        {
            cose.WriteInt32(label);
            value(cose);
        }
    }

    public JsonNode Sign(JsonElement options)
    {
        Count++;
        var (said, data) = (Say("webauthn.get", options), WriteHead(0));
        var signature = key.SignData([.. data, .. SHA256.HashData(said)], HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence);
        return Wrap(new JsonObject
        {
            ["clientDataJSON"] = Encode(said), ["authenticatorData"] = Encode(data), ["signature"] = Encode(signature),
            ["userHandle"] = Encode(Owner),
        });
    }

    public void Dispose() => key.Dispose();

    private static string Encode(byte[] bytes) => WebEncoders.Base64UrlEncode(bytes);

    private byte[] Say(string type, JsonElement options) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["type"] = type, ["challenge"] = options.GetProperty("challenge").GetString(), ["origin"] = Origin, ["crossOrigin"] = false,
    }.ToJsonString());

    private byte[] WriteHead(byte more)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, Count);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(Host)), (byte)(Present | (Recognises ? Verified : 0) | more), .. count];
    }

    private JsonObject Wrap(JsonObject response) => new()
    {
        ["id"] = Encode(id), ["rawId"] = Encode(id), ["type"] = "public-key", ["response"] = response,
        ["clientExtensionResults"] = new JsonObject(),
    };
}
