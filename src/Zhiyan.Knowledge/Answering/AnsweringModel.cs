using Microsoft.Extensions.AI;

namespace Zhiyan.Knowledge.Answering;

/// <summary>The chat model that words an answer and helps to check it. Without one, an answer is made of the sources' own sentences, checked by comparison alone.</summary>
/// <param name="Likelihoods">Null for a model that does not tell them, such as a provider's.</param>
public sealed record AnsweringModel(IChatClient Chat, ILikelihoods? Likelihoods);
